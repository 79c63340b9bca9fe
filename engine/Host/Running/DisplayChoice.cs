namespace StreamGuard.Host.Running;

/// <summary>How a run is to be shown.</summary>
internal sealed record DisplayChoice(bool Quiet, bool Json)
{
    /// <summary>Nothing, JSON, or what the terminal can show.</summary>
    public IRunDisplay Create(TextWriter errors)
    {
        if (Quiet) return new QuietDisplay();
        if (Json) return new JsonDisplay(errors);
        return new LineDisplay(errors);
    }
}
