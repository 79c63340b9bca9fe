using System.Text.Json;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Changes;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Planning.Changes;

/// <summary>The words for people and the document for programs, of the same changes.</summary>
public class ChangesTextTests
{
    private static readonly PlanChanges Changes = new(
        "p",
        [
            new("read", Role.Source, "kafka", ComponentFate.Changed, StateFate.Kept) { Differences = ["kafka.topics"] },
            new("minutes", Role.Transform, "window", ComponentFate.Changed, StateFate.Lost) { Differences = ["window.tumbling"], Reads = [new PlanInput("read", false)] },
            new("large", Role.Transform, "filter", ComponentFate.Unchanged, StateFate.None) { Reads = [new PlanInput("read", false)] },
            new("out", Role.Sink, "file", ComponentFate.Unchanged, StateFate.Kept) { Reads = [new PlanInput("large", false)], ReadBefore = [new PlanInput("read", true)] },
            new("old", Role.Sink, "parquet", ComponentFate.Removed, StateFate.Finished),
        ],
        [new("checkpoint.path", "none", "state", "the checkpoints of a run stay in one folder: those of the other are not found"), new("runtime.lanes", "1", "4", null)]);

    [Fact]
    public void Says_it_in_a_line_each() => Assert.Equal("""
        p
          ~ checkpoint.path: none → state; cannot change while it runs: the checkpoints of a run stay in one folder: those of the other are not found
          ~ runtime.lanes: 1 → 4
          ~ source read (kafka) changes: kafka.topics; its positions are kept
          ! transform minutes (window) changes: window.tumbling; its state is lost
          = sink out (file) is unchanged; reads from large in place of read.dead; its state is kept
          - sink old (parquet) is removed; what it holds is written before it is closed
          = unchanged: large
        What 'minutes' keeps would be lost. checkpoint.path cannot change while the pipeline runs: stop it and start it again.

        """, ChangesText.Render(Changes));

    [Fact]
    public void Says_when_nothing_changes() => Assert.Equal("p: nothing changes.\n", ChangesText.Render(Changes with { Run = [], Components = [Changes.Components[2]] }));

    [Fact]
    public void Says_the_same_as_json()
    {
        using var json = JsonDocument.Parse(ChangesJson.Render(Changes));

        Assert.True(json.RootElement.GetProperty("loses_state").GetBoolean());
        Assert.True(json.RootElement.GetProperty("needs_restart").GetBoolean());
        Assert.Equal("lost", json.RootElement.GetProperty("components")[1].GetProperty("state").GetString());
        Assert.Equal("read.dead", json.RootElement.GetProperty("components")[3].GetProperty("read_before")[0].GetString());
        Assert.Equal("runtime.lanes", json.RootElement.GetProperty("run")[1].GetProperty("key").GetString());
    }
}
