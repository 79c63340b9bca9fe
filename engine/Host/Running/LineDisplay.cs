using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>Every few seconds a line for each component: for logs, and terminals that cannot redraw.</summary>
internal sealed class LineDisplay(TextWriter output) : IRunDisplay
{
    private readonly RunRates _rates = new();
    private readonly HashSet<string> _said = [];

    public TimeSpan Every => TimeSpan.FromSeconds(10);

    public void Show(RunSnapshot snapshot)
    {
        var share = snapshot.Total > 0 ? $", {100.0 * snapshot.Done / snapshot.Total:F0} % read" : "";
        output.WriteLine($"after {Figures.Span(snapshot.Elapsed)}{share}:");
        var table = new TextTable("", "rows in", "rows out", "rate", "watermark", "lag");
        foreach (var (component, rate) in _rates.Next(snapshot))
        {
            var lag = component.Lag is { } behind ? Figures.Span(behind) : "";
            table.Add(component.Node.Name, Figures.Count(component.Account.In), Figures.Count(component.Account.Out), Figures.Rate(rate), Figures.Time(component.Watermark), lag);
        }

        output.Write(table.Render("  "));
        foreach (var line in CheckpointLines.Now(snapshot)) output.WriteLine($"  {line}");
        foreach (var line in BufferLines.Now(snapshot)) output.WriteLine($"  {line}");
        foreach (var line in WaitLines.Now(snapshot)) output.WriteLine($"  {line}");
        foreach (var line in FigureLines.Now(snapshot))
            if (_said.Add(line)) output.WriteLine($"  {line}");
    }

    public void Say(string line) => output.WriteLine(line);

    public void End(RunResult result, Func<string> summary) => output.Write(summary());
}
