using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What a component counted and measured besides its rows, a line each.</summary>
internal static class FigureLines
{
    /// <summary>Counts that are not 0, and measures that have a value.</summary>
    public static IEnumerable<string> Of(ComponentSnapshot component)
    {
        foreach (var figure in component.Account.Figures.All)
        {
            if (figure.IsCount && figure.Value != 0) yield return Line(component, figure);
            else if (!figure.IsCount && Value(figure) is { } value) yield return $"{component.Node.Name}: {figure.Words} {value}";
        }
    }

    /// <summary>What happened that has a reason, such as a table that could not be read again: for people to see while it runs.</summary>
    public static IEnumerable<string> Now(RunSnapshot snapshot) =>
        from component in snapshot.Components
        from figure in component.Account.Figures.All
        where figure.IsCount && figure.Value != 0 && figure.Text is not null
        select Line(component, figure);

    /// <summary>The same as fields of a JSON object.</summary>
    public static void WriteFields(Utf8JsonWriter json, IReadOnlyList<Figure> figures)
    {
        foreach (var figure in figures)
        {
            if (figure.IsCount || (figure.Text is null && double.IsFinite(figure.Value))) json.WriteNumber(figure.Name, figure.Value);
            if (figure.Text is { } words) json.WriteString(figure.IsCount ? $"{figure.Name}_last" : figure.Name, words);
        }
    }

    private static string Line(ComponentSnapshot component, Figure count) =>
        $"{Figures.Count((long)count.Value)} × {component.Node.Name}: {count.Words}{(count.Text is null ? "" : $" ({count.Text})")}";

    private static string? Value(Figure figure) =>
        figure.Text ?? (double.IsFinite(figure.Value) ? figure.Value.ToString("0.####", CultureInfo.InvariantCulture) : null);
}
