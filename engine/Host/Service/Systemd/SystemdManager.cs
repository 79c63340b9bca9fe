namespace StreamGuard.Host.Service.Systemd;

/// <summary>Installs the host as a unit of systemd, by its own systemctl.</summary>
internal sealed class SystemdManager(SystemdMachine machine, ICommandRunner commands) : IServiceManager
{
    private static readonly string[] Asked = ["LoadState", "ActiveState", "SubState", "StatusText", "MainPID", "NRestarts", "Result", "UnitFileState", "ActiveEnterTimestamp", "FragmentPath"];

    /// <inheritdoc/>
    public void Install(ServiceDefinition service, bool start, Action<string> say)
    {
        RequireSystemd();
        RequireRoot("install");
        RequireSight(service.Program);
        if (machine.PackagedUnit(service.Name) is { } packaged)
        {
            say($"{packaged} has come with a package and is used as it is");
        }
        else
        {
            ServiceFolder.Make(service, say);
            var unit = UnitFile(service);
            File.WriteAllText(unit, SystemdUnit.Render(service));
            say($"wrote {unit}");
        }

        Systemctl("daemon-reload");
        Systemctl("enable", service.Name);
        say("enabled: it starts with the machine");
        if (!start) return;
        // Also when it is running already: what was installed is to run, not what was before.
        Systemctl("restart", service.Name);
        say($"started; its log: journalctl -u {service.Name} -f");
    }

    /// <inheritdoc/>
    public void Uninstall(ServiceDefinition service, Action<string> say)
    {
        RequireSystemd();
        RequireRoot("uninstall");
        var unit = UnitFile(service);
        if (!File.Exists(unit))
            throw new ServiceException(machine.PackagedUnit(service.Name) is { } packaged
                ? $"{packaged} has come with a package: remove that (apt remove {service.Name})."
                : $"There is no service '{service.Name}': {unit} does not exist.");
        Systemctl("disable", "--now", service.Name);
        say("stopped and disabled");
        File.Delete(unit);
        Systemctl("daemon-reload");
        say($"removed {unit}; {service.Configuration} and {service.State} stay");
    }

    /// <inheritdoc/>
    public ServiceStatus Status(ServiceDefinition service)
    {
        RequireSystemd();
        var shown = commands.Run("systemctl", "show", service.Name, "--property", string.Join(',', Asked));
        if (shown.ExitCode != 0) throw Refused(shown, "show");
        var values = shown.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2 && pair[1].Length > 0)
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return SystemdStatus.Of(service.Name, values);
    }

    private string UnitFile(ServiceDefinition service) => Path.Join(machine.Units, $"{service.Name}.service");

    private void RequireSystemd()
    {
        if (!machine.HasSystemd)
            throw new ServiceException("systemd does not run here. `streamguard service unit` prints the unit; elsewhere, such as in a container, `streamguard serve` is run as it is.");
    }

    private void RequireRoot(string command)
    {
        if (!machine.IsRoot) throw new ServiceException($"Only root may change services: sudo streamguard service {command}");
    }

    private static void RequireSight(IReadOnlyList<string> program)
    {
        foreach (var path in program)
            if (SystemdMachine.Hides(path) is { } folder)
                throw new ServiceException($"{path} is below {folder}, which the service does not see. Install the package, or publish the program to /opt/streamguard.");
    }

    private void Systemctl(params string[] arguments)
    {
        var result = commands.Run("systemctl", arguments);
        if (result.ExitCode != 0) throw Refused(result, arguments);
    }

    private static ServiceException Refused(CommandResult result, params string[] arguments) =>
        new($"systemctl {string.Join(' ', arguments)} ended with {result.ExitCode}: {result.Errors.Trim()}");
}
