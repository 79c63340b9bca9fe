using System.CommandLine;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Systemd;

namespace StreamGuard.Host.Commands;

/// <summary>The host as a service of this machine: installs it, removes it, says how it does, prints its unit.</summary>
internal static class ServiceCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "service",
            "Installs the host as a service of this machine (systemd, Windows), removes it, and says how it does.",
            "sudo streamguard service install",
            "streamguard service status",
            "streamguard service unit > streamguard.service",
            "sudo streamguard service uninstall");
        command.Add(Install());
        command.Add(Uninstall());
        command.Add(Status());
        command.Add(Unit());
        return command;
    }

    private static Command Install()
    {
        var command = new Command("install", "Makes the host a service that starts now and with the machine. Files that are there stay as they are.");
        var name = NameOption();
        var noStart = new Option<bool>("--no-start") { Description = "Do not start it now." };
        command.Add(name);
        command.Add(noStart);
        command.SetAction(parsed => Asked(parsed, (manager, say) => manager.Install(Service(parsed, name), !parsed.GetValue(noStart), say)));
        return command;
    }

    private static Command Uninstall()
    {
        var command = new Command("uninstall", "Stops the service and removes it; configuration and state stay.");
        var name = NameOption();
        command.Add(name);
        command.SetAction(parsed => Asked(parsed, (manager, say) => manager.Uninstall(Service(parsed, name), say)));
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Says how the service does; exit code 1 when it does not run.");
        var name = NameOption();
        command.Add(name);
        command.SetAction(parsed =>
        {
            var isRunning = false;
            var code = Asked(parsed, (manager, say) =>
            {
                var status = manager.Status(Service(parsed, name));
                foreach (var line in status.Lines) say(line);
                isRunning = status.IsRunning;
            });
            return isRunning ? ExitCodes.Done : Math.Max(code, ExitCodes.Failed);
        });
        return command;
    }

    private static Command Unit()
    {
        var command = new Command("unit", "Prints the unit for systemd.");
        var name = NameOption();
        var program = new Option<string?>("--program") { Description = "Path of the program on the machine the unit is for; that of this one unless said otherwise." };
        program.Validators.Add(result =>
        {
            // It is a path of another machine, a Linux one, wherever this runs.
            var path = result.GetValueOrDefault<string?>();
            if (path is not null && !path.StartsWith('/')) result.AddError($"--program: '{path}' is no whole path, as systemd needs it: write /opt/streamguard/streamguard.");
        });
        command.Add(name);
        command.Add(program);
        command.SetAction(parsed =>
        {
            var service = Service(parsed, name);
            if (parsed.GetValue(program) is { } path) service = service with { Program = [path] };
            parsed.InvocationConfiguration.Output.Write(SystemdUnit.Render(service));
            return ExitCodes.Done;
        });
        return command;
    }

    private static int Asked(ParseResult parsed, Action<IServiceManager, Action<string>> ask)
    {
        try
        {
            ask(ServiceManager.OfThisMachine(), parsed.InvocationConfiguration.Output.WriteLine);
            return ExitCodes.Done;
        }
        catch (ServiceException refused)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"streamguard: {refused.Message}");
            return ExitCodes.Failed;
        }
    }

    private static ServiceDefinition Service(ParseResult parsed, Option<string> name) => ServiceDefinition.Here(parsed.GetRequiredValue(name));

    private static Option<string> NameOption()
    {
        var name = new Option<string>("--name") { Description = "Name of the service, and of its folders: letters, digits and hyphens.", DefaultValueFactory = _ => "streamguard" };
        name.Validators.Add(result =>
        {
            var value = result.GetValueOrDefault<string>()!;
            if (value.Length is 0 or > 31 || !char.IsAsciiLetterLower(value[0]) || !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
                result.AddError($"--name: '{value}' is no name of a service: at most 31 lower-case letters, digits and hyphens, a letter first.");
        });
        return name;
    }
}
