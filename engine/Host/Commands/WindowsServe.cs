using StreamGuard.Contracts;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Windows;

namespace StreamGuard.Host.Commands;

/// <summary><c>serve</c>, started by Windows' service control manager: works in the service's folder and writes to the event log.</summary>
internal static class WindowsServe
{
    /// <param name="name">Name of the service.</param>
    /// <param name="paths">Pipeline files, and folders of them.</param>
    /// <param name="config">The host file.</param>
    /// <param name="errors">Takes what is said before the manager listens.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string name, string[] paths, string? config, TextWriter errors)
    {
        if (!OperatingSystem.IsWindows())
        {
            errors.WriteLine("streamguard: --windows-service is for the service manager of Windows.");
            return ExitCodes.Bad;
        }

        using var log = new EventLog(name);
        try
        {
            return WindowsService.Run(name, new ServiceDispatcher(), new EventLogProvider(log), (notifier, stop) => ServeAsync(name, paths, config, log, notifier, stop));
        }
        catch (ServiceException refused)
        {
            errors.WriteLine($"streamguard: {refused.Message}");
            return ExitCodes.Bad;
        }
    }

    private static async Task<int> ServeAsync(string name, string[] paths, string? config, IEventLog log, IServiceNotifier notifier, CancellationToken stop)
    {
        // The manager starts services in its own folder.
        Environment.CurrentDirectory = ServiceDefinition.Here(name).State;
        var problems = new Problems();
        var service = HostService.Load(config, [.. paths.Select(path => new PipelineEntry { Path = Path.GetFullPath(path) })], null, problems);
        foreach (var problem in problems.All) log.Write(problem.Severity == Severity.Error ? EventKind.Error : EventKind.Warning, problem.ToString());
        if (service is null) return ExitCodes.Bad;
        using var errors = new StringWriter();
        var code = await service.RunAsync(errors, notifier, stop);
        if (errors.ToString() is { Length: > 0 } text) log.Write(EventKind.Error, text);
        return code;
    }
}
