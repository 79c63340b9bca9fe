namespace StreamGuard.Host.Running;

/// <summary>How a run is to be shown.</summary>
internal sealed record DisplayChoice(bool Quiet, bool Json)
{
    /// <summary>Nothing, JSON, or a live table on a terminal, else lines.</summary>
    public IRunDisplay Create(TextWriter errors)
    {
        if (Quiet) return new QuietDisplay();
        if (Json) return new JsonDisplay(errors);
        return Console.IsErrorRedirected ? new LineDisplay(errors) : new LiveDisplay(errors);
    }
}
