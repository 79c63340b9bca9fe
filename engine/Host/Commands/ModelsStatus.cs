using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>What runs say of the models they score with: the version in force, what was refused, and how a shadow does.</summary>
internal static class ModelsStatus
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "status",
            "Shows what the runs started in this folder score with: version in force, a version that was refused, agreement, drift and speed of a shadow.",
            "./streamguard models status");
        var json = new Option<bool>("--json") { Description = "A JSON array." };
        command.Add(json);
        command.SetAction(parsed =>
        {
            var found = Read();
            parsed.InvocationConfiguration.Output.Write(parsed.GetValue(json) ? Json(found) : Table(found));
            return ExitCodes.Done;
        });
        return command;
    }

    /// <summary>Every file that runs have left here; one that cannot be read is left out.</summary>
    private static List<JsonElement> Read()
    {
        if (!Directory.Exists("data")) return [];
        var found = new List<JsonElement>();
        foreach (var file in Directory.GetDirectories("data", "*.models").SelectMany(folder => Directory.GetFiles(folder, "*.json")).Order(StringComparer.Ordinal))
        {
            try
            {
                using var document = JsonDocument.Parse(File.ReadAllText(file));
                found.Add(document.RootElement.Clone());
            }
            catch (Exception error) when (error is JsonException or IOException)
            {
                // It is being replaced, or no file of a run.
            }
        }

        return found;
    }

    private static string Json(List<JsonElement> found) => JsonSerializer.Serialize(found) + "\n";

    private static string Table(List<JsonElement> found)
    {
        if (found.Count == 0) return "no run here has a model with versions or a shadow\n";
        var table = new TextTable("pipeline.component", "rows", "version", "µs a row", "shadow", "agreement", "psi", "µs a row", "");
        foreach (var run in found)
        {
            table.Add(
            [
                $"{Text(run, "pipeline")}.{Text(run, "component")}{(run.TryGetProperty("ended", out var ended) && ended.ValueKind == JsonValueKind.True ? " (ended)" : "")}",
                Text(run, "rows"), Text(run, "version"), Number(run, "us_per_row"), Text(run, "shadow_version"), Number(run, "shadow_agreement"), Number(run, "shadow_psi"),
                Number(run, "shadow_us_per_row"), Trouble(run),
            ]);
        }

        return table.Render();
    }

    private static string Trouble(JsonElement run) =>
        Text(run, "refused") is { Length: > 0 } refused ? $"refused: {refused}" : Text(run, "shadow_trouble") is { Length: > 0 } trouble ? $"shadow: {trouble}" : "";

    private static string Text(JsonElement run, string name) => run.TryGetProperty(name, out var value) ? value.ToString() : "";

    private static string Number(JsonElement run, string name) =>
        run.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble().ToString("0.####", CultureInfo.InvariantCulture) : "";
}
