using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using ServiceHandle = StreamGuard.Host.Service.Windows.NativeServices.ServiceHandle;

namespace StreamGuard.Host.Service.Windows;

/// <summary>The service control manager of this machine.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe class ServiceControlManager : IServiceControlManager
{
    /// <inheritdoc/>
    public void Create(WindowsServiceEntry entry)
    {
        using var manager = Manager(NativeServices.ManagerAll);
        using var service = NativeServices.CreateService(
            manager, entry.Name, entry.Name, NativeServices.ServiceAll, NativeServices.OwnProcess, NativeServices.AutoStart, NativeServices.ErrorNormal, entry.CommandLine, null, 0, null, entry.Account, null);
        if (service.IsInvalid) throw Refused($"the service '{entry.Name}' cannot be made");
        fixed (char* text = entry.Description) Change(service, NativeServices.InfoDescription, &text);
        var restart = new NativeServices.FailureAction { Type = 1, DelayMilliseconds = (uint)entry.RestartAfter.TotalMilliseconds };
        // The last action is for every further failure too; a day without one begins the count anew.
        var failure = new NativeServices.FailureActions { ResetSeconds = 86_400, Count = 1, Actions = &restart };
        Change(service, NativeServices.InfoFailureActions, &failure);
        var delayed = 1;
        Change(service, NativeServices.InfoDelayedStart, &delayed);
        var preshutdown = (uint)entry.StopWithin.TotalMilliseconds;
        Change(service, NativeServices.InfoPreshutdown, &preshutdown);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        using var manager = Manager(NativeServices.ManagerConnect);
        using var service = Service(manager, name, NativeServices.ServiceAll);
        if (!NativeServices.DeleteService(service)) throw Refused($"the service '{name}' cannot be removed");
    }

    /// <inheritdoc/>
    public void Start(string name)
    {
        using var manager = Manager(NativeServices.ManagerConnect);
        using var service = Service(manager, name, NativeServices.ServiceAll);
        if (!NativeServices.StartService(service, 0, 0) && Marshal.GetLastPInvokeError() != NativeServices.AlreadyRunning) throw Refused($"the service '{name}' cannot be started");
    }

    /// <inheritdoc/>
    public void Stop(string name)
    {
        using var manager = Manager(NativeServices.ManagerConnect);
        using var service = Service(manager, name, NativeServices.ServiceAll);
        if (!NativeServices.ControlService(service, ServiceControl.Stop, out _) && Marshal.GetLastPInvokeError() != NativeServices.NotStarted)
            throw Refused($"the service '{name}' cannot be stopped");
    }

    /// <inheritdoc/>
    public WindowsServiceState? Query(string name)
    {
        using var manager = Manager(NativeServices.ManagerConnect);
        using var service = NativeServices.OpenService(manager, name, NativeServices.ServiceQuery);
        if (service.IsInvalid) return Marshal.GetLastPInvokeError() == NativeServices.NotThere ? null : throw Refused($"the service '{name}' cannot be asked");
        if (!NativeServices.QueryServiceStatusEx(service, 0, out var status, (uint)sizeof(NativeServices.ProcessStatus), out _)) throw Refused($"the service '{name}' cannot be asked");
        var code = status.Status.ExitCode == NativeServices.SpecificError ? status.Status.SpecificExitCode : status.Status.ExitCode;
        return new WindowsServiceState(status.Status.State, status.Process, code);
    }

    /// <inheritdoc/>
    public void Prepare(ServiceDefinition service, string account)
    {
        Allow(service.Configuration, account, FileSystemRights.ReadAndExecute);
        Allow(service.State, account, FileSystemRights.Modify);
        EventSource.Register(service.Name);
    }

    /// <inheritdoc/>
    public void Forget(string name) => EventSource.Unregister(name);

    /// <summary>What the call before was refused for.</summary>
    internal static ServiceException Refused(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new ServiceException(error switch
        {
            NativeServices.AccessDenied => $"{what}: only an administrator may. Run it in a console that was opened as administrator.",
            NativeServices.NotThere => $"{what}: it is not installed.",
            NativeServices.AlreadyThere => $"{what}: it is there already.",
            NativeServices.MarkedForDelete => $"{what}: it is being removed; close the consoles that show services and try again.",
            _ => $"{what}: {new Win32Exception(error).Message} ({error})",
        });
    }

    private static void Allow(string folder, string account, FileSystemRights rights)
    {
        var directory = new DirectoryInfo(folder);
        var security = directory.GetAccessControl();
        security.AddAccessRule(new FileSystemAccessRule(
            new NTAccount(account), rights, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        directory.SetAccessControl(security);
    }

    private static void Change(ServiceHandle service, uint level, void* info)
    {
        if (!NativeServices.ChangeServiceConfig2(service, level, info)) throw Refused("the service cannot be configured");
    }

    private static ServiceHandle Manager(uint access)
    {
        var manager = NativeServices.OpenSCManager(null, null, access);
        return manager.IsInvalid ? throw Refused("the service manager cannot be asked") : manager;
    }

    private static ServiceHandle Service(ServiceHandle manager, string name, uint access)
    {
        var service = NativeServices.OpenService(manager, name, access);
        return service.IsInvalid ? throw Refused($"the service '{name}'") : service;
    }
}
