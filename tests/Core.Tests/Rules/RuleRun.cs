using StreamGuard.Contracts;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Rules;

/// <summary>Rows of a time in seconds, a machine, a value and a verdict, judged by one rule called 'rule'.</summary>
internal static class RuleRun
{
    public static Schema Input { get; } = new(
        [new("time", ColumnType.Timestamp), new("machine", ColumnType.String), new("value", ColumnType.Float), new("hot", ColumnType.Bool)])
    {
        EventTime = "time",
        Identity = ["time", "machine"],
    };

    public static RuleOptions WhenHot { get; } = new() { When = new ExpressionText("hot") };

    public static RulesOptions One(RuleOptions rule) => Many(("rule", rule));

    public static RulesOptions Many(params (string Name, RuleOptions Rule)[] rules) =>
        new() { Rules = rules.ToDictionary(each => each.Name, each => each.Rule) };

    public static TransformHarness Start(RulesOptions options, Schema? schema = null) => new(new AlertRules(options), schema ?? Input);

    public static DateTime At(double seconds) => DateTime.UnixEpoch.AddSeconds(seconds);

    public static object?[] Row(double? seconds, string? machine, double? value = null, bool? hot = null) =>
        [seconds is { } known ? At(known) : null, machine, value, hot];

    /// <summary>Seconds of the rows that raised an alert.</summary>
    public static double[] Alerted(this TransformHarness harness) =>
        [.. harness.Column("time").Select(time => ((DateTime)time! - DateTime.UnixEpoch).TotalSeconds)];
}
