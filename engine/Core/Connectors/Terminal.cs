namespace StreamGuard.Core.Connectors;

/// <summary>Where lines are shown.</summary>
/// <param name="Out">Takes whole lines.</param>
/// <param name="IsTerminal">Somebody looks at it.</param>
/// <param name="Width">Characters of a line.</param>
internal sealed record Terminal(TextWriter Out, bool IsTerminal, int Width)
{
    private const int WidthElsewhere = 160;

    /// <summary>Standard output as it is now.</summary>
    public static Terminal Standard()
    {
        var width = Console.IsOutputRedirected ? 0 : Console.WindowWidth;
        return new Terminal(Console.Out, !Console.IsOutputRedirected, width > 0 ? width : WidthElsewhere);
    }
}
