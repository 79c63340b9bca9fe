using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Replay;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Replay;

public sealed class ReplayTests : IDisposable
{
    private const string Pipeline = """
        pipeline: p
        sources:
          texts: { file: { path: texts.jsonl }, decode: json, columns: { n: int } }
          tables: { file: { path: FOLDER/table.csv }, decode: csv, columns: { n: int } }
          rig: { simulate: { model: hydraulic-rig, cycles: 1 } }
        transforms:
          even: { from: texts, filter: n % 2 = 0 }
          both: { from: [texts, tables], union: {} }
        sinks:
          good: { from: even, file: { path: FOLDER/good.jsonl } }
          all: { from: both, file: { path: FOLDER/all.jsonl } }
          rows: { from: rig, file: { path: FOLDER/rows.jsonl } }
        """;

    private readonly Registry _registry = Registry.WithBuiltIns();
    private readonly TempFolder _folder = new();
    private readonly CollectingSink _dead = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Records_go_through_their_source_with_the_place_they_had()
    {
        Write(Letter("texts", "topic/3", 7, "{\"n\": 1.5}"), Letter("texts", "topic/3", 5, "{\"n\": 2}"), Letter("even", "topic/0", 9, "{\n\"n\": 4}"));

        var (replay, result) = await RunAsync();

        Assert.Equal((3L, 3L), (replay.Letters, replay.Records));
        Assert.Equal("{\"n\":4}\n{\"n\":2}\n", File.ReadAllText(_folder["good.jsonl"]));
        Assert.Equal(("texts", "column 'n' wants int"), result.Final.DeadLetters.Keys.Single());
        Assert.Equal(("topic/3", 7L), DeadAgain());
    }

    [Fact]
    public async Task A_table_that_is_still_there_lends_its_header()
    {
        var table = _folder.Write("table.csv", "x,n\n1,a\n2,3\n");
        Write(Letter("tables", table, 4, "1,5"));

        await RunAsync();

        Assert.Equal("{\"n\":5}\n", File.ReadAllText(_folder["all.jsonl"]));
    }

    [Fact]
    public async Task A_record_that_two_components_refused_goes_back_once()
    {
        Write(Letter("texts", "topic/3", 5, "{\"n\": 2}"), Letter("even", "topic/3", 5, "{\"n\": 2}"));

        var (replay, _) = await RunAsync();

        Assert.Equal((2L, 1L), (replay.Letters, replay.Records));
        Assert.Equal("{\"n\":2}\n", File.ReadAllText(_folder["good.jsonl"]));
        Assert.Equal(0, Prepare().Letters);
    }

    [Fact]
    public void Letters_that_cannot_go_back_stay_and_say_why()
    {
        Write(
            Letter("texts", null, null, "{}"),
            Letter("texts", "topic/3", 1, "{}", length: 100_000),
            Letter("rig", "simulation", 1, "{}"),
            Letter("both", "topic/3", 1, "{}"),
            Letter("gone", "topic/3", 1, "{}"),
            Letter("tables", "nowhere.csv", 1, "1,2"),
            "rubbish");

        var replay = Prepare();

        Assert.Equal(0, replay.Letters);
        Assert.Equal(
            [
                "rows that 'texts' was given were made, not read",
                "only the beginning of the record is in the letter",
                "source 'rig' reads rows, not records",
                "'both' reads from texts and tables: say with --source which of them its records go back to",
                "'gone' is not in the pipeline",
                "the file it was read from is gone, and its header with it: 'nowhere.csv'",
                $"a line of '{_folder["letters/a.jsonl"]}' is no dead letter",
            ],
            replay.Left.Keys);
        Assert.All(replay.Left.Values, letters => Assert.Equal(1, letters));
    }

    [Fact]
    public async Task A_source_can_be_chosen_for_what_several_may_have_read()
    {
        Write(Letter("both", "topic/3", 1, "{\"n\": 3}"));

        var (replay, _) = await RunAsync(new ReplaySelection { Source = "texts" });

        Assert.Equal(1, replay.Letters);
        Assert.Equal("{\"n\":3}\n", File.ReadAllText(_folder["all.jsonl"]));
    }

    [Fact]
    public async Task Letters_that_come_later_are_not_of_this_replay()
    {
        Write(Letter("texts", "topic/3", 1, "{\"n\": 2}"));
        var replay = Prepare();
        Write(Letter("texts", "topic/3", 1, "{\"n\": 2}"), Letter("texts", "topic/3", 2, "{\"n\": 4}"));

        await RunAsync(replay);

        Assert.Equal("{\"n\":2}\n", File.ReadAllText(_folder["good.jsonl"]));
        Assert.Equal(1, Prepare().Letters);
    }

    private static string Letter(string component, string? partition, long? position, string raw, int? length = null) =>
        JsonSerializer.Serialize(new { component, partition, position, reason = "bad", length = length ?? raw.Length, raw, raw_base64 = (string?)null });

    private void Write(params string[] letters) => _folder.Write("letters/a.jsonl", string.Concat(letters.Select(letter => letter + "\n")));

    private Plan Plan()
    {
        var problems = new Problems();
        var definition = PipelineLoader.Load(new LoadRequest("test.yaml") { ReadText = _ => Pipeline.Replace("FOLDER", _folder.Path, StringComparison.Ordinal) }, _registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, _registry, TimeProvider.System, problems);
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }

    private Core.Replay.Replay Prepare(ReplaySelection? selection = null) =>
        Core.Replay.Replay.Prepare(Plan(), _registry, _folder["letters"], selection ?? new ReplaySelection());

    private async Task<(Core.Replay.Replay Replay, RunResult Result)> RunAsync(ReplaySelection? selection = null)
    {
        var replay = Prepare(selection);
        return (replay, await RunAsync(replay));
    }

    private async Task<RunResult> RunAsync(Core.Replay.Replay replay)
    {
        using var running = RunningPipeline.Start(Plan(), _registry, replay.Begin() with { ReplaceDeadLetters = _dead });
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(result.Succeeded, result.Failure?.ToString());
        replay.Complete();
        return result;
    }

    private (string?, long?) DeadAgain() => ((string?)_dead.Rows[0][1], (long?)_dead.Rows[0][2]);
}
