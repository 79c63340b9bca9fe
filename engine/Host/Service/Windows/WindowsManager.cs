using System.Text;

namespace StreamGuard.Host.Service.Windows;

/// <summary>Installs the host as a service of Windows.</summary>
internal sealed class WindowsManager(IServiceControlManager manager, TimeProvider clock) : IServiceManager
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public void Install(ServiceDefinition service, bool start, Action<string> say)
    {
        if (manager.Query(service.Name) is not null)
            throw new ServiceException($"The service '{service.Name}' is there already. streamguard service uninstall removes it; its configuration and data stay.");
        // An account of its own that nobody can log in with and that Windows makes by this name.
        var account = $@"NT SERVICE\{service.Name}";
        ServiceFolder.Make(service, say);
        manager.Create(new WindowsServiceEntry(
            service.Name, $"StreamGuard.Dataflow, the pipelines of {service.Pipelines}", CommandLine([.. service.Command, "--windows-service", service.Name]), account, TimeSpan.FromSeconds(5), Longest));
        manager.Prepare(service, account);
        say($"installed the service '{service.Name}', which starts with the machine as {account}");
        if (!start) return;
        manager.Start(service.Name);
        say("started; what it says is in the event log (Application)");
    }

    /// <inheritdoc/>
    public void Uninstall(ServiceDefinition service, Action<string> say)
    {
        if (manager.Query(service.Name) is not { } state) throw new ServiceException($"There is no service '{service.Name}'.");
        if (state.State != ServiceState.Stopped)
        {
            manager.Stop(service.Name);
            WaitUntilStopped(service.Name);
            say("stopped");
        }

        manager.Delete(service.Name);
        manager.Forget(service.Name);
        say($"removed the service '{service.Name}'; {service.Configuration} and {service.State} stay");
    }

    /// <inheritdoc/>
    public ServiceStatus Status(ServiceDefinition service)
    {
        if (manager.Query(service.Name) is not { } state) return new ServiceStatus(false, [$"{service.Name} is not installed; `streamguard service install` does it"]);
        var text = state.State switch
        {
            ServiceState.Running => "running",
            ServiceState.StartPending => "starting",
            ServiceState.StopPending => "stopping",
            _ => "stopped",
        };
        var lines = new List<string> { $"{service.Name} is {text}" };
        if (state.Process != 0) lines.Add($"  process   {state.Process}");
        if (state.State == ServiceState.Stopped && state.ExitCode != 0) lines.Add($"  ended     with {state.ExitCode}");
        lines.Add("  log       event log, Application");
        return new ServiceStatus(state.State == ServiceState.Running, lines);
    }

    /// <summary>Words as Windows programs take a command line apart (CommandLineToArgvW).</summary>
    internal static string CommandLine(IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    private static string Word(string word)
    {
        if (word.Length > 0 && !word.AsSpan().ContainsAny(" \t\"")) return word;
        var quoted = new StringBuilder("\"");
        var slashes = 0;
        foreach (var c in word)
        {
            // Backslashes are doubled before a quote only.
            if (c == '"') quoted.Append('\\', slashes + 1);
            slashes = c == '\\' ? slashes + 1 : 0;
            quoted.Append(c);
        }

        return quoted.Append('\\', slashes).Append('"').ToString();
    }

    private void WaitUntilStopped(string name)
    {
        var begun = clock.GetTimestamp();
        while (manager.Query(name) is { State: not ServiceState.Stopped })
        {
            if (clock.GetElapsedTime(begun) > Longest) throw new ServiceException($"The service '{name}' has not stopped within {Longest.TotalSeconds:0} s; it is left as it is.");
            Task.Delay(Look, clock).GetAwaiter().GetResult();
        }
    }
}
