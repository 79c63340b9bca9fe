using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>
/// A table that is redrawn in place at the bottom of a terminal, with a bar where the input has an end. What goes to
/// standard output meanwhile passes through <see cref="ScreenWriter"/>, which takes the table away first.
/// </summary>
internal sealed class LiveDisplay : IRunDisplay
{
    // The runtime locks Console.Out in each write to a standard stream, and so does a sink that writes there. A lock of
    // the display's own would be taken in the other order, and both would wait for ever.
    private readonly object _lock;
    private readonly TextWriter _output;
    private readonly RunRates _rates = new();
    private IReadOnlyList<ComponentRate> _shown = [];
    private TimeSpan _ratesAt;
    private int _lines;

    public LiveDisplay(TextWriter output)
    {
        _output = output;
        Console.SetOut(new ScreenWriter(Console.Out, this));
        _lock = Console.Out;
    }

    public TimeSpan Every => TimeSpan.FromMilliseconds(250);

    public void Show(RunSnapshot snapshot)
    {
        if (_shown.Count == 0 || snapshot.Elapsed - _ratesAt >= TimeSpan.FromSeconds(1)) (_shown, _ratesAt) = (_rates.Next(snapshot), snapshot.Elapsed);
        lock (_lock)
        {
            var lines = LiveTable.Render(snapshot, _shown, Console.WindowWidth, Console.WindowHeight);
            Erase();
            _output.Write(string.Concat(lines.Select(line => line + "\n")));
            _lines = lines.Count;
        }
    }

    public void Say(string line) => Above(() => _output.WriteLine(line));

    public void End(RunResult result, Func<string> summary)
    {
        var rendered = summary();
        Above(() => _output.Write(rendered));
    }

    /// <summary>Writes with the table out of the way; it comes back with the next snapshot.</summary>
    public void Above(Action write)
    {
        lock (_lock)
        {
            Erase();
            write();
        }
    }

    private void Erase()
    {
        if (_lines > 0) _output.Write($"\u001b[{_lines}F\u001b[J");
        _lines = 0;
    }
}
