using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Checks a bundle from its files to its answers; for people, and for a build by its exit code.</summary>
internal static class ModelsCheck
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "check",
            "Checks a model bundle: files and hashes, features, scaler, shapes, threshold, inference, golden rows, latency.",
            "./streamguard models check models/pump-wear --golden golden.csv.xz");
        var bundle = new Argument<string>("bundle") { Description = "A folder with a bundle.yaml, or one with versions: then the one in force." };
        var golden = new Option<string[]>("--golden") { Description = "A CSV file with features and answers, .xz and .gz too; unless given, those that the bundle names.", HelpName = "rows.csv" };
        var tolerance = new Option<string?>("--tolerance") { Description = "How near answers must be: 1e-6, '1e-5 relative' or '1e-5 relative or 1e-9 absolute'; unless given, what the bundle promises.", HelpName = "near" };
        tolerance.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (Tolerance.Parse(token.Value) is null) result.AddError($"--tolerance: '{token.Value}' is no tolerance. Write for example 1e-6, or '1e-5 relative'.");
        });
        var threads = new Option<int>("--threads") { Description = "Threads that the model may use.", HelpName = "n", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var plugins = PluginOption.Create();
        command.Add(bundle);
        foreach (var option in (Option[])[golden, tolerance, threads, json, plugins]) command.Add(option);
        command.SetAction(parsed =>
        {
            var registry = Installed.Registry(parsed.GetValue(plugins));
            var near = parsed.GetValue(tolerance) is { } text ? Tolerance.Parse(text) : null;
            var check = ModelCheck.Of(parsed.GetRequiredValue(bundle), registry.FindModelFormat, parsed.GetValue(golden) ?? [], near, new ModelOptions { Threads = Math.Max(1, parsed.GetValue(threads)) });
            return Print(check, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    /// <returns>The exit code.</returns>
    public static int Print(ModelCheck check, bool json, TextWriter output)
    {
        if (json) output.WriteLine(Json(check));
        else Write(check, output);
        return check.Passed ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Write(ModelCheck check, TextWriter output)
    {
        ProblemReport.Write(check.Problems, ReportFormat.Text, output);
        foreach (var line in check.Lines) output.WriteLine($"{Word(line.Status),-9} {line.Name,-10} {line.Text}");
        if (check.Bundle is { } bundle) output.WriteLine(check.Passed ? $"{bundle} passed" : $"{bundle} FAILED");
    }

    private static string Json(ModelCheck check)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("bundle", check.Bundle);
            json.WriteBoolean("passed", check.Passed);
            json.WriteBoolean("proven", check.Passed && check.Lines.All(line => line.Status == CheckStatus.Ok));
            json.WriteStartArray("problems");
            foreach (var problem in check.Problems) json.WriteStringValue(problem.ToString());
            json.WriteEndArray();
            json.WriteStartArray("checks");
            foreach (var line in check.Lines)
            {
                json.WriteStartObject();
                json.WriteString("name", line.Name);
                json.WriteString("status", Word(line.Status));
                json.WriteString("text", line.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("latency");
            foreach (var latency in check.Latencies)
            {
                json.WriteStartObject();
                json.WriteNumber("rows", latency.Rows);
                json.WriteNumber("microseconds", Math.Round(latency.Microseconds, 1));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Word(CheckStatus status) => status.ToString().ToLowerInvariant();
}
