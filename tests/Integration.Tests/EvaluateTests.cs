using System.Text.Json;
using System.Xml.Linq;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>Detectors compared from the command line: rows of files and of a pipeline.</summary>
public sealed class EvaluateTests : IDisposable
{
    private const string Rows = """
        {"id":1,"night_score":0.9,"day_score":0.2,"alerted":true,"kind":"scan"}
        {"id":2,"night_score":0.8,"day_score":0.3,"alerted":true,"kind":"normal"}
        {"id":3,"night_score":0.7,"day_score":0.9,"alerted":false,"kind":"scan"}
        {"id":4,"night_score":0.1,"day_score":0.1,"alerted":false,"kind":"normal"}

        """;

    private const string Pipeline = """
        pipeline: night
        checkpoint: { path: state }
        sources: { rows: { file: { path: rows.jsonl }, decode: json, columns: { id: int, night_score: float, kind: string } } }
        transforms: { twice: { from: rows, compute: { day_score: 1 - night_score } } }
        sinks: { out: { from: twice, file: { path: out.jsonl } } }
        """;

    private const string Fitting = """
        pipeline: fitting
        sources: { rows: { file: { path: rows.jsonl }, decode: json, columns: { id: int, night_score: float, kind: string } } }
        transforms: { fitted: { from: rows, fit: { features: [night_score], robust: {}, bundle: models } } }
        sinks: { out: { from: fitted, file: { path: out.jsonl } } }
        """;

    private readonly TempFolder _folder = new();

    public EvaluateTests() => _folder.Write("rows.jsonl", Rows);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Compares_the_rows_of_files_with_their_labels_and_draws_the_curves()
    {
        _folder.Write("more.csv", "id,night_score,day_score,alerted,kind\n5,0.2,0.15,false,normal\n6,,0.5,true,scan\n");

        var table = await Run("rows.jsonl", "more.csv", "--scores", "night_score:alerted,day_score", "--label", "kind", "--top", "0.4", "--page", "page.html");
        var picture = await Run("rows.jsonl", "--label", "kind=scan", "--page", "curves.svg", "--format", "markdown");

        Assert.Equal((0, 0), (table.ExitCode, picture.ExitCode));
        Assert.StartsWith("5 rows, 2 of them anomalies; 1 more without all scores and a label were left out; the top is 40.0 % of them.\n", table.Output, StringComparison.Ordinal);
        Assert.Contains("night_score   0.8333  0.8333     0.5000  0.5000  0.5000      1      1       1           2     alerted", table.Output, StringComparison.Ordinal);
        Assert.Contains("| night_score, day_score |", picture.Output, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(_folder["page.html"]);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.Equal("svg", XDocument.Load(_folder["curves.svg"]).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Compares_the_rows_of_a_component_and_lets_the_pipeline_write_nothing()
    {
        _folder.Write("night.yaml", Pipeline);

        var run = await Run("night.yaml", "--label", "kind", "--format", "json");

        Assert.Equal(0, run.ExitCode);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(["night_score", "day_score"], json.GetProperty("detectors").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        Assert.Equal([0.75, 0.25], json.GetProperty("detectors").EnumerateArray().Select(each => each.GetProperty("roc_auc").GetDouble()));
        Assert.Equal(-1, json.GetProperty("pairs")[0].GetProperty("spearman").GetDouble(), 1e-12);
        Assert.Equal(["night.yaml", "rows.jsonl"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Fits_and_publishes_nothing()
    {
        _folder.Write("fitting.yaml", Fitting);

        var run = await Run("fitting.yaml", "--label", "kind", "--scores", "robust_score");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["fitting.yaml", "rows.jsonl"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Says_what_cannot_be_compared()
    {
        _folder.Write("night.yaml", Pipeline);

        Assert.Equal((2, "streamguard: there is no column 'score'; there are id, night_score, day_score, alerted, kind\n"), await Refusal("rows.jsonl", "--scores", "score"));
        Assert.Equal((2, "streamguard: there is no file 'none.jsonl'\n"), await Refusal("none.jsonl"));
        Assert.Equal((2, "streamguard: 'rows.txt' is neither .parquet, .csv nor .jsonl; a pipeline ends in .yaml\n"), await Refusal("rows.txt"));
        Assert.Equal((2, "streamguard: --page curves.txt must end in .html or .svg\n"), await Refusal("rows.jsonl", "--page", "curves.txt"));
        Assert.StartsWith("streamguard: one score and no labels: there is nothing to compare.", (await Refusal("rows.jsonl", "--scores", "day_score")).Item2, StringComparison.Ordinal);
        _folder.Write("empty.yaml", "");
        Assert.Equal((2, "empty.yaml:1:1: error SG003: The file is empty.\n    Begin with 'pipeline: name'.\n"), await Refusal("empty.yaml"));
        Assert.Equal((2, "streamguard: give files of rows, or one pipeline\n"), await Refusal("night.yaml", "rows.jsonl"));
        Assert.Equal((2, "--set sinks.streamguard_evaluation: error SG301: there is no source or transform 'thrice'.\n    Did you mean 'twice'?\n"), await Refusal("night.yaml", "--of", "thrice"));
    }

    private async Task<(int, string)> Refusal(params string[] arguments)
    {
        var run = await Run(arguments);
        return (run.ExitCode, run.Errors);
    }

    private Task<Outcome> Run(params string[] arguments) => Program.RunAsync(_folder.Path, ["evaluate", .. arguments]);
}
