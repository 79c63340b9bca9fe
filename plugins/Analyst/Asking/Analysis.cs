namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>An answer of the form that was asked for.</summary>
/// <param name="Summary">What has happened.</param>
/// <param name="LikelyCause">Why.</param>
/// <param name="Severity">How grave it is: info, warning, high, critical.</param>
/// <param name="NextSteps">What to do.</param>
internal sealed record Analysis(string Summary, string LikelyCause, string Severity, IReadOnlyList<string> NextSteps)
{
    /// <summary>The same with each text made another.</summary>
    public Analysis Select(Func<string, string> text) => new(text(Summary), text(LikelyCause), Severity, [.. NextSteps.Select(text)]);
}

/// <summary>What became of a question.</summary>
/// <param name="Analysis">The answer; null where there is none.</param>
/// <param name="Why">Why there is none, in words that are the same for all such, then a colon and particulars; null of an answer.</param>
internal sealed record Outcome(Analysis? Analysis, string? Why)
{
    /// <summary>The model that has answered, as the server calls it.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of prompt and answer, where the server told.</summary>
    public long? Tokens { get; init; }

    /// <summary>It was asked before, and not again.</summary>
    public bool IsCached { get; init; }

    public static Outcome None(string why) => new(null, why);
}
