using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace StreamGuard.Host.Service.Windows;

/// <summary>The service control manager itself. A process runs one service, so that what the manager calls can be found again.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class ServiceDispatcher : IServiceDispatcher
{
    private static Action? _service;
    private static Func<ServiceControl, bool>? _controlled;
    private nint _handle;

    /// <inheritdoc/>
    public void Run(string name, Action service)
    {
        _service = service;
        fixed (char* text = name)
        {
            var table = stackalloc NativeServices.TableEntry[2];
            table[0] = new NativeServices.TableEntry { Name = text, Main = &ServiceMain };
            table[1] = default;
            if (NativeServices.StartServiceCtrlDispatcher(table)) return;
        }

        throw Marshal.GetLastPInvokeError() == NativeServices.NotStartedByManager
            ? new ServiceException("--windows-service is for the service manager: it starts the program with it. `streamguard serve` without it runs the same pipelines.")
            : ServiceControlManager.Refused($"the service '{name}' cannot be run");
    }

    /// <inheritdoc/>
    public void Register(string name, Func<ServiceControl, bool> controlled)
    {
        _controlled = controlled;
        _handle = NativeServices.RegisterServiceCtrlHandlerEx(name, &Control, 0);
        if (_handle == 0) throw ServiceControlManager.Refused($"the service '{name}' cannot be controlled");
    }

    /// <inheritdoc/>
    public void Report(ServiceReport report) =>
        // Nobody is there to be told when the manager does not take it.
        NativeServices.SetServiceStatus(_handle, new NativeServices.Status
        {
            Type = NativeServices.OwnProcess,
            State = report.State,
            Accepted = report.TakesStop ? NativeServices.AcceptStop | NativeServices.AcceptShutdown | NativeServices.AcceptPreshutdown : 0,
            ExitCode = report.ExitCode == ExitCodes.Done ? 0 : NativeServices.SpecificError,
            SpecificExitCode = report.ExitCode,
            Checkpoint = report.Checkpoint,
            WaitHint = (uint)report.WaitHint.TotalMilliseconds,
        });

    /// <inheritdoc/>
    public void Fail(int exitCode) => Environment.Exit(exitCode);

    [UnmanagedCallersOnly]
    private static void ServiceMain(uint count, nint arguments) => _service!();

    [UnmanagedCallersOnly]
    private static uint Control(uint control, uint type, nint data, nint context) =>
        _controlled!((ServiceControl)control) ? 0 : (uint)NativeServices.CallNotImplemented;
}
