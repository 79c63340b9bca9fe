using System.CommandLine;
using System.Net;
using StreamGuard.Host.Running;

namespace StreamGuard.Host.Commands;

/// <summary>Shows rows of a pipeline that runs in a host, as they pass; asks that host over HTTP.</summary>
internal static class TapCommand
{
    /// <summary>The variable that has the host's token.</summary>
    public const string TokenVariable = "STREAMGUARD_TOKEN";

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "tap",
            $"Shows rows that pass an edge of a running pipeline, sampled: the pipeline is not held up, and secrets are masked. An edge is 'from->to', or a component, or its dead letters: 'component.dead'. The token of the host, where it has one, is taken from the variable {TokenVariable}.",
            "./streamguard tap hydraulic-sensors features",
            "./streamguard tap hydraulic-sensors 'readings->seconds' --rows 100 --json",
            "./streamguard tap hydraulic-sensors features --save pipelines/tapped.test.yaml --rows 20");
        var pipeline = new Argument<string>("pipeline") { Description = "The pipeline's name." };
        var edge = new Argument<string>("edge") { Description = "'from->to', a component's name, or a component's name with .dead behind it." };
        var rows = new Option<int?>("--rows", "-n") { Description = "Ends after so many rows; of --save, how many rows of the sources are taken, 20 unless told otherwise.", HelpName = "rows" };
        var rate = new Option<int>("--rate") { Description = "Rows a second at most, 1 to 1000.", HelpName = "rows", DefaultValueFactory = _ => 10 };
        var json = new Option<bool>("--json") { Description = "A JSON object a line: { id, at, from, row }." };
        var mask = new Option<string[]>("--mask") { Description = "A column whose values are not to be seen; may be repeated.", HelpName = "column" };
        var save = new Option<string?>("--save") { Description = "Writes a test of rows that come now: those of the sources, and what the component makes of them.", HelpName = "file.test.yaml" };
        var host = new Option<string>("--host") { Description = "Where the host listens.", HelpName = "address", DefaultValueFactory = _ => "http://127.0.0.1:8480" };
        command.Add(pipeline);
        command.Add(edge);
        foreach (var option in new Option[] { rows, rate, json, mask, save, host }) command.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (!Uri.TryCreate(parsed.GetValue(host), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) return Bad($"--host {parsed.GetValue(host)} is no address: write http://127.0.0.1:8480.");
            if (parsed.GetValue(rows) is < 1 || parsed.GetValue(rate) is < 1 or > 1000) return Bad("--rows must be greater than 0, and --rate from 1 to 1000.");
            if (parsed.GetValue(save) is { } named && !TestCommand.IsTests(named)) return Bad($"--save {named} must end in .test.yaml.");
            if (File.Exists(parsed.GetValue(save))) return Bad($"--save {parsed.GetValue(save)} is there already: name another file, or remove it.");

            using var tap = new RemoteTap(address, Environment.GetEnvironmentVariable(TokenVariable), parsed.GetRequiredValue(pipeline), parsed.GetRequiredValue(edge), parsed.GetValue(mask) ?? []);
            try
            {
                if (parsed.GetValue(save) is { } file) await tap.SaveAsync(file, parsed.GetValue(rows) ?? 20, errors, stop).ConfigureAwait(false);
                else await tap.ShowAsync(parsed.GetValue(rows), parsed.GetValue(rate), parsed.GetValue(json), output, stop).ConfigureAwait(false);
                return ExitCodes.Done;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return ExitCodes.Done;
            }
            catch (HttpRequestException error) when (error.StatusCode is null)
            {
                errors.WriteLine($"streamguard: no host answers at {parsed.GetValue(host)}: {error.Message}. 'streamguard serve' is one; --host says where another listens.");
                return ExitCodes.Failed;
            }
            catch (Exception error) when (error is HttpRequestException or IOException or UnauthorizedAccessException)
            {
                errors.WriteLine($"streamguard: {error.Message}{(error is HttpRequestException { StatusCode: HttpStatusCode.Unauthorized } ? $" Set the variable {TokenVariable} to it." : "")}");
                return ExitCodes.Failed;
            }

            int Bad(string text)
            {
                errors.WriteLine($"streamguard: {text}");
                return ExitCodes.Bad;
            }
        });
        return command;
    }
}
