using System.Globalization;

namespace StreamGuard.Soak.Hosting.Proof;

/// <summary>Something that was counted, and what it must be.</summary>
/// <param name="Pipeline">Whose.</param>
/// <param name="What">A sentence's worth.</param>
/// <param name="Expected">What must come of the rows that were sent.</param>
/// <param name="Found">What is in the output.</param>
internal sealed record Finding(string Pipeline, string What, long Expected, long Found)
{
    public bool IsRight => Expected == Found;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"| {Pipeline} | {What} | {Expected:N0} | {Found:N0} | {(IsRight ? "" : "**differs**")} |");
}
