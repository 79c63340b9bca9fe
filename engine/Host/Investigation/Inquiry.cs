namespace StreamGuard.Host.Investigation;

/// <summary>What an investigation is to find.</summary>
/// <param name="Pipeline">Its file.</param>
/// <param name="Key">Whom it is about.</param>
/// <param name="Period">When.</param>
internal sealed record Inquiry(string Pipeline, Key Key, Period Period)
{
    /// <summary>The column that tells types of events apart; null for <c>event_type</c>, where there is one.</summary>
    public string? By { get; init; }

    /// <summary>Events told before an alert.</summary>
    public required int Events { get; init; }

    /// <summary>A folder, a file or a pipeline; null for what is beside.</summary>
    public string? Features { get; init; }
}
