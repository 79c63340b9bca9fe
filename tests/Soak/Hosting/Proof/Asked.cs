using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>Answers of <c>streamguard query</c>, one row each.</summary>
/// <param name="program">The program.</param>
/// <param name="root">The host's root.</param>
internal sealed class Asked(string program, string root)
{
    public JsonElement Store(string sql) => Ask(sql, "--store", "data/security.duckdb");

    public JsonElement Lake(string folder, string sql) => Ask(sql, "--lake", folder);

    /// <summary>A whole number that SQL may give with a wider type, as text.</summary>
    public static long Whole(JsonElement value) => (long)decimal.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private JsonElement Ask(string sql, params string[] from)
    {
        var start = new ProcessStartInfo("dotnet", [program, "query", sql, .. from, "--format", "json", "--timeout", "10m"]) { WorkingDirectory = root, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{sql}: ended with {process.ExitCode}");
        using var answer = JsonDocument.Parse(output);
        var row = answer.RootElement.ValueKind == JsonValueKind.Array ? answer.RootElement[0] : answer.RootElement;
        return row.Clone();
    }
}
