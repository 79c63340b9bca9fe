using StreamGuard.Contracts;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.State;

/// <summary>Room is made for what a transform says it would save: too little, and the stream stands still for what is missing.</summary>
public class StateBytesTests
{
    private static readonly Schema Readings = new([new("key", ColumnType.Int), new("time", ColumnType.Timestamp), new("value", ColumnType.Float)]) { EventTime = "time" };

    private static Dictionary<string, ExpressionText> Aggregates => new() { ["n"] = new("count()"), ["mean"] = new("mean(value)"), ["last"] = new("last(value)") };

    private static RuleOptions Odd => new() { Key = ["key"], Zscore = new ZscoreOptions { Of = new("value"), Over = new Extent(9, default), Above = 3 } };

    private static RuleOptions Jump => new() { Key = ["key"], Change = new ChangeOptions { Of = new("value"), Within = Duration.FromSeconds(60), Above = 1000 }, Cooldown = Duration.FromSeconds(1) };

    [Theory]
    [InlineData("window")]
    [InlineData("dedupe")]
    [InlineData("dedupe of last rows")]
    [InlineData("rules")]
    public void What_would_be_saved_is_about_what_is_saved(string name)
    {
        var transform = New(name);
        var run = new TransformHarness(transform, Readings);
        for (var step = 0; step < 30; step++)
        {
            var start = step * 1000;
            run.Feed([.. Enumerable.Range(start, 1000).Select(i => new object?[] { i % 10_000L, DateTime.UnixEpoch.AddMilliseconds(i), (double)i })]);
            run.Watermark(DateTime.UnixEpoch.AddMilliseconds(start));
        }

        var saved = run.Save().Length;

        Assert.True(transform.StateBytes > saved * 0.8 && transform.StateBytes < saved * 2, $"{name} says {transform.StateBytes} and saves {saved}");
    }

    private static ITransform New(string name) => name switch
    {
        "window" => new Window(new WindowOptions { Tumbling = Duration.FromSeconds(60), Key = ["key"], Late = LatePolicy.Drop, Aggregate = Aggregates }),
        "dedupe" => new Dedupe(new DedupeOptions { Key = ["key"], Within = Duration.FromSeconds(60) }),
        "dedupe of last rows" => new Dedupe(new DedupeOptions { Key = ["key"], Within = Duration.FromSeconds(60), Keep = Kept.Last }),
        _ => new AlertRules(new RulesOptions { Rules = new Dictionary<string, RuleOptions> { ["odd"] = Odd, ["jump"] = Jump } }),
    };
}
