using System.Globalization;
using Spectre.Console;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>
/// A table that is redrawn in place at the bottom of a terminal, with a bar where the input has an end. What goes to
/// standard output meanwhile passes through <see cref="ScreenWriter"/>, which takes the table away first.
/// </summary>
internal sealed class LiveDisplay : IRunDisplay
{
    private const int BarWidth = 40;
    private const int WidthElsewhere = 100;

    private readonly Lock _lock = new();
    private readonly TextWriter _output;
    private readonly RunRates _rates = new();
    private IReadOnlyList<ComponentRate> _shown = [];
    private TimeSpan _ratesAt;
    private int _lines;

    public LiveDisplay(TextWriter output)
    {
        _output = output;
        Console.SetOut(new ScreenWriter(Console.Out, this));
    }

    public TimeSpan Every => TimeSpan.FromMilliseconds(250);

    public void Show(RunSnapshot snapshot)
    {
        var text = Render(snapshot);
        lock (_lock)
        {
            Erase();
            _output.Write(text);
            _lines = text.Count(letter => letter == '\n');
        }
    }

    public void Say(string line) => Above(() => _output.WriteLine(line));

    public void End(RunResult result, string summary) => Above(() => _output.Write(summary));

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

    private string Render(RunSnapshot snapshot)
    {
        if (_shown.Count == 0 || snapshot.Elapsed - _ratesAt >= TimeSpan.FromSeconds(1)) (_shown, _ratesAt) = (_rates.Next(snapshot), snapshot.Elapsed);
        var rates = _shown.ToDictionary(each => each.Component.Node.Name, each => each.RowsPerSecond);
        var table = new Table { Border = TableBorder.None };
        table.AddColumns("", "[grey]rows in[/]", "[grey]rows out[/]", "[grey]rate[/]", "[grey]watermark[/]", "[grey]lag[/]", "[grey]queue[/]");
        foreach (var column in table.Columns) column.NoWrap();
        foreach (var column in table.Columns.Skip(1)) column.RightAligned();
        foreach (var component in snapshot.Components) table.AddRow(Cells(component, rates[component.Node.Name]));

        var buffer = new StringWriter(CultureInfo.InvariantCulture);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(buffer) });
        console.Profile.Width = Console.WindowWidth > 1 ? Console.WindowWidth - 1 : WidthElsewhere;
        console.Write(table);
        if (snapshot.Total > 0) console.MarkupLine(Bar(snapshot));
        return buffer.ToString();
    }

    private static string[] Cells(ComponentSnapshot component, double rate) =>
    [
        Markup.Escape(component.Node.Name),
        Figures.Count(component.Account.In),
        Figures.Count(component.Account.Out),
        Figures.Rate(rate),
        Figures.Time(component.Watermark),
        component.Lag is { } lag ? Figures.Span(lag) : "",
        component.Waiting > 0.005 ? $"{100 * component.Waiting:F0} %" : "",
    ];

    private static string Bar(RunSnapshot snapshot)
    {
        var share = Math.Clamp((double)snapshot.Done / snapshot.Total, 0, 1);
        var full = (int)(share * BarWidth);
        var left = share > 0.02 ? $", {Figures.Span(snapshot.Elapsed * ((1 - share) / share))} to go" : "";
        return $"[green]{new string('━', full)}[/][grey]{new string('━', BarWidth - full)}[/] {100 * share:F0} % after {Figures.Span(snapshot.Elapsed)}{left}";
    }
}
