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
            if (figure.IsCount && figure.Value != 0) yield return $"{Figures.Count((long)figure.Value)} × {component.Node.Name}: {figure.Words}{(figure.Text is null ? "" : $" ({figure.Text})")}";
            else if (!figure.IsCount && Value(figure) is { } value) yield return $"{component.Node.Name}: {figure.Words} {value}";
        }
    }

    /// <summary>The same as fields of a JSON object.</summary>
    public static void WriteFields(Utf8JsonWriter json, IReadOnlyList<Figure> figures)
    {
        foreach (var figure in figures)
        {
            if (figure.IsCount || (figure.Text is null && double.IsFinite(figure.Value))) json.WriteNumber(figure.Name, figure.Value);
            if (figure.Text is { } words) json.WriteString(figure.IsCount ? $"{figure.Name}_last" : figure.Name, words);
        }
    }

    private static string? Value(Figure figure) =>
        figure.Text ?? (double.IsFinite(figure.Value) ? figure.Value.ToString("0.####", CultureInfo.InvariantCulture) : null);
}
