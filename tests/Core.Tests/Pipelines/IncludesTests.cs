using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Explain;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Pipelines;

public class IncludesTests
{
    private const string Named = "failed: status == 'failure'\nfailures: count_if(failed)\nrate: failures / count()\nunused: 1 + 1";

    [Fact]
    public void A_name_stands_for_its_expression_in_aggregates_and_for_each_row()
    {
        var plan = Plan(Named, "aggregate: [failures, rate]", "failed");

        var window = plan.Node("minutes");
        Assert.Equal("failures: int, rate: float", string.Join(", ", window.Schema.Fields.Skip(2).Select(field => $"{field.Name}: {field.Type}")));
        Assert.Equal(["count_if", "count"], window.Aggregates["aggregate.rate"].Calls.Select(call => call.Function.Name));
        Assert.Equal(["failed", "failures", "rate"], window.Named.Keys);
        Assert.Equal(["status"], plan.Node("kept").Expressions[""].Columns);
    }

    [Fact]
    public void Stands_beside_other_parts_of_an_expression()
    {
        var plan = Plan(Named, "aggregate: { per_cent: 100 * rate - 1 }", "n > 0 and not failed");

        Assert.Equal(["status", "n"], plan.Node("kept").Expressions[""].Columns.OrderDescending());
        Assert.Equal(ColumnType.Float, plan.Node("minutes").Schema[2].Type);
    }

    [Fact]
    public void A_column_is_meant_before_an_expression_of_its_name()
    {
        var problems = new Problems();

        var plan = Plan("n: status == 'failure'", "aggregate: { sum: sum(n) }", "n > 0", problems)!;

        Assert.Equal("SG013", Assert.Single(problems.All).Code);
        Assert.Equal(ColumnType.Int, plan.Node("minutes").Schema.Find("sum")!.Type);
        Assert.Empty(plan.Node("kept").Named);
    }

    [Fact]
    public void A_changed_expression_changes_those_that_use_it_and_no_others()
    {
        var before = Plan(Named, "aggregate: [rate]", "n > 0");

        var after = Plan(Named.Replace("'failure'", "'failed'", StringComparison.Ordinal), "aggregate: [rate]", "n > 0");

        Assert.NotEqual(before.Node("minutes").Fingerprint.Value, after.Node("minutes").Fingerprint.Value);
        Assert.Equal(before.Node("kept").Fingerprint.Value, after.Node("kept").Fingerprint.Value);
    }

    [Fact]
    public void An_expression_that_is_not_used_changes_nothing()
    {
        var before = Plan(Named, "aggregate: [rate]", "n > 0");

        var after = Plan(Named.Replace("1 + 1", "1 + 2", StringComparison.Ordinal), "aggregate: [rate]", "n > 0");

        Assert.Equal(before.Nodes.Select(node => node.Fingerprint.Value), after.Nodes.Select(node => node.Fingerprint.Value));
    }

    [Fact]
    public void Explain_names_the_file_and_what_is_used_of_it()
    {
        var text = PlanText.Render(Plan(Named, "aggregate: [failures]", "failed"));

        Assert.Contains("Includes sub/shared/named.yaml.\n", text, StringComparison.Ordinal);
        Assert.Contains("failures = count_if(failed)\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("unused", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Expressions_that_grow_without_bound_are_refused()
    {
        var named = string.Concat(Enumerable.Range(1, 40).Select(i => $"x{i}: x{i - 1} + x{i - 1}\n")) + "x0: n * 2\n";
        var problems = new Problems();

        Plan(named, "aggregate: { sum: sum(x40) }", "n > 0", problems);

        Assert.Contains(problems.All, problem => problem is { Code: "SG401", Location.File: "sub/shared/named.yaml" });
    }

    private static Plan Plan(string named, string aggregate, string filter)
    {
        var problems = new Problems();
        var plan = Plan(named, aggregate, filter, problems);
        Assert.Equal("", string.Join('\n', problems.All));
        return plan!;
    }

    private static Plan? Plan(string named, string aggregate, string filter, Problems problems)
    {
        var pipeline = $$"""
            pipeline: p
            include: ${FILE:-shared/named.yaml}
            sources: { events: { file: { path: x.jsonl }, decode: json, columns: { status: string, at: timestamp, n: int }, event_time: { column: at } } }
            transforms:
              kept: { from: events, filter: {{filter}} }
              minutes: { from: events, window: { tumbling: 1m, late: drop, {{aggregate}} } }
            sinks: { a: { from: kept, console: {} }, b: { from: minutes, console: {} } }
            """;
        var files = new Dictionary<string, string> { ["sub/p.yaml"] = pipeline, ["sub/shared/named.yaml"] = named };
        var request = new LoadRequest("sub/p.yaml") { ReadText = name => files[name], Environment = _ => null };
        var registry = Registry.WithBuiltIns();
        return PipelineLoader.Load(request, registry, problems) is { } definition ? Planner.Plan(definition, registry, TimeProvider.System, problems) : null;
    }
}
