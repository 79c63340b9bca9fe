using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// Raises alerts. An alert is the row that raised it behind four columns: rule, severity, message and alert_id; what
/// sequences emit stands behind the row. A row may raise several, in the order of the rules. Rules judge rows in input order.
/// </summary>
/// <remarks>
/// alert_id is 32 hexadecimal digits, a hash of pipeline, component, rule, key and the row's source position (of made
/// rows: what identifies them), the same in a replay. Account: a row that raises nothing is filtered, one that raises
/// something aggregated; alerts are made. A row whose alert waits for an absence is filtered when it comes. Where a rule needs event time, a row without one is a dead letter.
/// </remarks>
/// <example>
/// rules:
///   high_pressure: { when: PS1_avg > 300, severity: critical, message: "PS1 averaged {PS1_avg:F1} bar" }
///   outlier: { zscore: { of: PS1_avg, over: 60 rows, above: 3 } }
///   sudden_change: { change: { of: TS1_avg, within: 5s, above: 2 }, for: 3 rows, cooldown: 1m }
/// </example>
public sealed record RulesOptions
{
    /// <summary>Name of each rule and what it waits for.</summary>
    [Whole, NotEmpty]
    public required IReadOnlyDictionary<string, RuleOptions> Rules { get; init; }
}

/// <summary>One rule: a condition (when, zscore, change or sequence), and when that becomes an alert.</summary>
[ExactlyOneOf("when", "zscore", "change", "sequence")]
public sealed record RuleOptions
{
    /// <summary>A condition on the row; one that is null is not met.</summary>
    public ExpressionText? When { get; init; }

    /// <summary>The row's value is far from the mean of the key's earlier rows.</summary>
    public ZscoreOptions? Zscore { get; init; }

    /// <summary>The row's value differs much from the oldest of the key within a span.</summary>
    public ChangeOptions? Change { get; init; }

    /// <summary>Rows follow one another as its steps say.</summary>
    public RuleSequenceOptions? Sequence { get; init; }

    /// <summary>Columns whose values have <c>for</c>, <c>cooldown</c>, <c>zscore</c> and <c>change</c> each for itself (null is a value); none: one for all rows.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];

    /// <summary>The condition must be met by so many rows of the key one after another (<c>3 rows</c>), or without a break for so much event time (<c>10s</c>). From then on every further row raises an alert.</summary>
    public Extent? For { get; init; }

    /// <summary>No alert of the key while less event time than this has passed since its last one; what is kept silent does not prolong it.</summary>
    [Positive]
    public Duration? Cooldown { get; init; }

    /// <summary>info, warning, high or critical.</summary>
    public AlertSeverity Severity { get; init; } = AlertSeverity.Warning;

    /// <summary>
    /// What the alert says: text with {column} or {column:format}, a .NET format such as F1 or HH:mm; {{ and }} are
    /// braces. Of a sequence also {step.count}, {step.first.column} and {step.last.column}. Unless written: the rule's name, its
    /// condition and the values it read.
    /// </summary>
    public string? Message { get; init; }
}

/// <summary>
/// (x − mean) / sample standard deviation of the key's earlier rows; null, and so not met, below two values or where
/// they are all equal. A row whose value is null takes a place among the rows but adds no value.
/// </summary>
public sealed record ZscoreOptions
{
    /// <summary>The value: a column or an expression that is a number.</summary>
    public required ExpressionText Of { get; init; }

    /// <summary>Which earlier rows: so many (<c>60 rows</c>), or those of a span of event time (<c>5m</c>) back from the newest row, its start included.</summary>
    public required Extent Over { get; init; }

    /// <summary>The condition is met when the z-score is above this or below its negative.</summary>
    [Positive]
    public required double Above { get; init; }
}

/// <summary>|x − oldest value of the key within a span of event time|.</summary>
public sealed record ChangeOptions
{
    /// <summary>The value: a column or an expression that is a number; rows where it is null are passed over.</summary>
    public required ExpressionText Of { get; init; }

    /// <summary>How far back from the newest row the oldest value may lie, that instant included.</summary>
    [Positive]
    public required Duration Within { get; init; }

    /// <summary>The condition is met when the value has moved by more than this.</summary>
    [NotNegative]
    public required double Above { get; init; }
}

/// <summary>How bad it is.</summary>
public enum AlertSeverity
{
    Info,
    Warning,
    High,
    Critical,
}
