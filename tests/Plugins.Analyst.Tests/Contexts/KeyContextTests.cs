using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Contexts;
using StreamGuard.Plugins.Analyst.Tests.Support;

namespace StreamGuard.Plugins.Analyst.Tests.Contexts;

public class KeyContextTests
{
    [Fact]
    public void Knows_the_last_rows_of_a_key_without_nulls()
    {
        var context = Filled(new() { Key = ["user"], LastRows = 2, Columns = ["action", "failures"] }, Alerts.Event("alice", "one"), Alerts.Event("bob", "other"), Alerts.Event("alice", "two", 2), [null, "alice", null, 3L]);

        Assert.Equal(["""{"action":"two","failures":2}""", """{"failures":3}"""], Rows(context, "alice"));
        Assert.Empty(Rows(context, "carol"));
    }

    [Fact]
    public void Compares_the_newest_value_of_a_key_with_those_of_all()
    {
        var context = Filled(new() { Key = ["user"], Features = ["failures"], LastRows = 0 },
            [.. Enumerable.Range(1, 10).Select(n => Alerts.Event($"u{n}", failures: n)), Alerts.Event("u3", failures: 100)]);

        var feature = Assert.Single(Of(context, "u3").Features);

        Assert.Equal(("failures", 100, 10, 6.5, 95), (feature.Name, feature.Value, feature.Keys, feature.Median, feature.Below));
        Assert.Equal("""{"feature":"failures","value":100,"median":6.5,"p95":59.5,"percent_below":95,"keys":10}""", feature.Json);
    }

    [Fact]
    public void Rows_later_than_the_alert_are_not_told()
    {
        var context = Filled(new() { Key = ["user"], LastRows = 2, Columns = ["action"] }, [.. Enumerable.Range(0, 5).Select(n => Alerts.Event("alice", $"{n}", minutes: n))]);

        Assert.Equal(["""{"action":"1"}""", """{"action":"2"}"""], Rows(context, "alice", Timestamps.FromDateTime(Alerts.Start.AddMinutes(2))));
    }

    [Fact]
    public void The_alert_knows_its_own_value_better()
    {
        var schema = Alerts.Schema.Add(new Field("failures", ColumnType.Int));
        var binder = new TestBinder();
        var context = new KeyContext(ContextPlan.Bind(new TransformBinding(binder, [schema, Alerts.Events], ["alerts", "events"]), new() { Key = ["user"], Features = ["failures"] })!, binder.RowText(Alerts.Events));
        Add(context, Alerts.Event("alice", failures: 1), Alerts.Event("bob", failures: 2));

        Assert.Equal(7, Assert.Single(context.Of("\"alice\"", Alerts.Batch(schema, [.. Alerts.Row(), 7L]), 0, 0).Features).Value);
        Assert.Equal(1, Assert.Single(context.Of("\"alice\"", Alerts.Batch(schema, [.. Alerts.Row(), null]), 0, 0).Features).Value);
    }

    [Fact]
    public void A_feature_without_a_value_is_not_told()
    {
        var context = Filled(new() { Key = ["user"], Features = ["failures"] }, [null, "alice", "x", null]);

        Assert.Empty(Of(context, "alice").Features);
    }

    [Fact]
    public void Of_too_many_keys_the_longest_unseen_is_forgotten()
    {
        var context = Filled(new() { Key = ["user"], MaxKeys = 2 }, Alerts.Event("a"), Alerts.Event("b"), Alerts.Event("a"), Alerts.Event("c"));

        Assert.Equal([0, 2, 1], ((string[])["b", "a", "c"]).Select(user => Rows(context, user).Count()));
    }

    [Fact]
    public void Goes_on_from_its_state_as_if_it_had_not_stopped()
    {
        var options = new AnalyzeContext { Key = ["user"], Features = ["failures"], LastRows = 2, MaxKeys = 2, Columns = ["action"] };
        var first = Filled(options, Alerts.Event("a", "1", 1), Alerts.Event("b", "2", 2), Alerts.Event("a", "3", 3), Alerts.Event("a", "4", 4));
        var state = new System.Buffers.ArrayBufferWriter<byte>();
        first.Save(new StateWriter(state));
        var second = Filled(options);
        second.Restore(new StateReader(state.WrittenMemory));

        foreach (var context in (KeyContext[])[first, second]) Add(context, Alerts.Event("c", "5", 5), Alerts.Event("a", "6", 6));

        Assert.Equal(Rows(first, "a"), Rows(second, "a"));
        Assert.Equal(Of(first, "a").Features, Of(second, "a").Features);
        Assert.Empty(Rows(second, "b"));
    }

    [Fact]
    public void Rows_behind_the_watermark_are_kept_for_alerts_that_are_to_come_and_let_go_of_later()
    {
        var context = Filled(new() { Key = ["user"], LastRows = 2, Columns = ["action"] });
        for (var n = 0; n < 100; n++) Add(context, Alerts.Event("alice", $"{n}", minutes: n));
        var early = Rows(context, "alice", Timestamps.FromDateTime(Alerts.Start.AddMinutes(10))).ToList();

        context.Watermark = Timestamps.FromDateTime(Alerts.Start.AddMinutes(98));
        for (var n = 100; n < 110; n++) Add(context, Alerts.Event("alice", $"{n}", minutes: n));

        Assert.Equal(["""{"action":"9"}""", """{"action":"10"}"""], early);
        Assert.Empty(Rows(context, "alice", Timestamps.FromDateTime(Alerts.Start.AddMinutes(10))));
        Assert.Equal(["""{"action":"97"}""", """{"action":"98"}"""], Rows(context, "alice", Timestamps.FromDateTime(Alerts.Start.AddMinutes(98))));
    }

    [Fact]
    public void What_is_kept_of_a_key_is_bounded()
    {
        var context = Filled(new() { Key = ["user"], LastRows = 2, Columns = ["action"] });

        for (var n = 0; n < 5000; n++) Add(context, Alerts.Event("alice", $"{n}", minutes: n));

        Assert.Empty(Rows(context, "alice", Timestamps.FromDateTime(Alerts.Start.AddMinutes(3000))));
        Assert.Equal(2, Rows(context, "alice").Count());
    }

    private static KeyContext Filled(AnalyzeContext options, params object?[][] rows)
    {
        var binder = new TestBinder();
        var plan = ContextPlan.Bind(new TransformBinding(binder, [Alerts.Schema, Alerts.Events], ["alerts", "events"]), options);
        Assert.Empty(binder.Problems.All);
        var context = new KeyContext(plan!, binder.RowText(Alerts.Events));
        Add(context, rows);
        return context;
    }

    private static void Add(KeyContext context, params object?[][] rows)
    {
        var batch = Alerts.Batch(Alerts.Events, rows);
        for (var row = 0; row < batch.Rows; row++) context.Add(batch, row);
    }

    private static Known Of(KeyContext context, string user, double? score = null, long time = long.MaxValue) =>
        context.Of($"\"{user}\"", Alerts.Batch(Alerts.Schema, Alerts.Row(score: score)), 0, time);

    private static IEnumerable<string> Rows(KeyContext context, string user, long time = long.MaxValue) => Of(context, user, time: time).LastRows.Select(Encoding.UTF8.GetString);
}
