using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Host.Output;
using StreamGuard.Host.Running;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Systemd;

namespace StreamGuard.Host.Commands;

/// <summary>Runs pipelines as a service until it is stopped.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "serve",
            "Runs several pipelines as a service: begins those again that fail, follows changes of their files, and answers over HTTP. Logs go to stderr.",
            "./streamguard serve pipelines/hydraulic-sensors.yaml --profile sample",
            "./streamguard serve /etc/streamguard/pipelines --config /etc/streamguard/host.yaml",
            "curl http://127.0.0.1:8480/health/ready");
        var paths = new Argument<string[]>("paths") { Description = "Pipeline files, and folders of them.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config", "-c") { Description = "The host file: what to run, where to keep it, where to listen.", HelpName = "file" };
        var profile = new Option<string?>("--profile", "-p") { Description = "The profile to merge into the files of the command line.", HelpName = "name" };
        var address = new Option<string?>("--address") { Description = "Where to listen, in place of what the host file says: 127.0.0.1:8480.", HelpName = "address:port" };
        command.Add(paths);
        command.Add(config);
        command.Add(profile);
        command.Add(address);
        // What `service install` puts into the command line on Windows, where a service has to speak with its manager itself.
        var windowsService = new Option<string?>("--windows-service") { Hidden = true };
        command.Add(windowsService);
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(windowsService) is { } name) return Task.FromResult(WindowsServe.Run(name, parsed.GetValue(paths) ?? [], parsed.GetValue(config), parsed.InvocationConfiguration.Error));
            var errors = parsed.InvocationConfiguration.Error;
            var entries = (parsed.GetValue(paths) ?? []).Select(path => new PipelineEntry { Path = Path.GetFullPath(path), Profile = parsed.GetValue(profile) });
            var problems = new Problems();
            var service = HostService.Load(parsed.GetValue(config), [.. entries], parsed.GetValue(address), problems);
            ProblemReport.Write(problems.All, ReportFormat.Text, errors);
            return service is null ? Task.FromResult(ExitCodes.Bad) : RunAsync(service, errors);
        });
        return command;
    }

    internal static async Task<int> RunAsync(HostService service, TextWriter errors)
    {
        _ = NativeHeap.Bound();
        using var systemd = SystemdNotifier.OfThisProcess();
        return await service.RunAsync(errors, systemd);
    }
}
