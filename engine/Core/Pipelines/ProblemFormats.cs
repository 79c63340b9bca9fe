using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>Problems for programs: JSON, annotations of a GitHub workflow, and SARIF 2.1.0. For people there is <see cref="Problem.ToString"/>.</summary>
public static class ProblemFormats
{
    // Quotes and the like stay readable: the text goes to a file or a terminal, not into a page.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An array of objects: file, line, column, severity, code, message, hint. Line and column are left out where only the file is known.</summary>
    public static string Json(IReadOnlyList<Problem> problems) =>
        new JsonArray([.. problems.Select(JsonOf)]).ToJsonString(Indented);

    /// <summary>A line for each problem: <c>::error file=…,line=…,col=…,title=SG101::message</c>.</summary>
    public static string GitHub(IReadOnlyList<Problem> problems) => string.Join('\n', problems.Select(GitHubLine));

    /// <summary>A log of one run (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).</summary>
    public static string Sarif(IReadOnlyList<Problem> problems, string version)
    {
        var rules = problems.Select(problem => problem.Code).Distinct().Order(StringComparer.Ordinal)
            .Select(code => (JsonNode)new JsonObject { ["id"] = code });
        var run = new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject { ["name"] = "streamguard", ["version"] = version, ["rules"] = new JsonArray([.. rules]) },
            },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. problems.Select(SarifResult)]),
        };
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        return log.ToJsonString(Indented);
    }

    private static JsonNode JsonOf(Problem problem)
    {
        var result = new JsonObject { ["file"] = problem.Location.File };
        if (problem.Location.Line > 0) (result["line"], result["column"]) = (problem.Location.Line, problem.Location.Column);
        result["severity"] = Level(problem);
        result["code"] = problem.Code;
        result["message"] = problem.Message;
        if (problem.Hint is not null) result["hint"] = problem.Hint;
        return result;
    }

    private static string GitHubLine(Problem problem)
    {
        var properties = new List<string>();
        var place = problem.Location;
        if (!place.File.StartsWith("--", StringComparison.Ordinal)) properties.Add($"file={EscapeProperty(place.File)}");
        if (place.Line > 0) properties.Add($"line={place.Line},col={place.Column}");
        properties.Add($"title={problem.Code}");
        return $"::{Level(problem)} {string.Join(',', properties)}::{EscapeData(Text(problem))}";
    }

    private static string EscapeData(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string EscapeProperty(string text) =>
        EscapeData(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static JsonNode SarifResult(Problem problem)
    {
        var result = new JsonObject
        {
            ["ruleId"] = problem.Code,
            ["level"] = Level(problem),
            ["message"] = new JsonObject { ["text"] = Text(problem) },
        };
        if (problem.Location.File.StartsWith("--", StringComparison.Ordinal)) return result;
        var physical = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri(problem.Location.File) } };
        if (problem.Location.Line > 0)
            physical["region"] = new JsonObject { ["startLine"] = problem.Location.Line, ["startColumn"] = problem.Location.Column };
        result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = physical });
        return result;
    }

    /// <summary>A relative path stays relative to where the program was started, as CI services expect.</summary>
    private static string Uri(string file) =>
        Path.IsPathRooted(file) ? new Uri(file).AbsoluteUri : string.Join('/', file.Split('/', '\\').Select(System.Uri.EscapeDataString));

    private static string Level(Problem problem) => problem.Severity == Severity.Error ? "error" : "warning";

    private static string Text(Problem problem) => problem.Hint is null ? problem.Message : $"{problem.Message}\n{problem.Hint}";
}
