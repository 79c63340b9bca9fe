using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Host.Http.Stored;

/// <summary>A time of a request. Reading it never fails, so that the answer can say what is wrong with it.</summary>
internal sealed record Moment(string Text)
{
    public static bool TryParse(string? text, IFormatProvider? _, out Moment moment)
    {
        moment = new Moment(text ?? "");
        return true;
    }

    /// <exception cref="ApiException">It is no time.</exception>
    public DateTimeOffset Read(string name) =>
        // In a query a plus sign that was not escaped is a space.
        Timestamps.TryParse(Text.Trim().Replace(' ', Text.Contains('T') ? '+' : ' '), out var micros)
            ? new DateTimeOffset(Timestamps.ToDateTime(micros), TimeSpan.Zero)
            : throw ApiException.Bad($"{name}={Text} is no time. Write for example 2025-11-08, 2025-11-08T14:30:00Z or 2025-11-08T14:30:00+01:00 (with %2B for +); without a zone it is UTC.");
}

/// <summary>A number of rows that a request wants, read like a <see cref="Moment"/>.</summary>
internal sealed record Limit(string Text)
{
    /// <summary>Rows of a page unless a request says otherwise.</summary>
    public const int Usual = 100;

    public static bool TryParse(string? text, IFormatProvider? _, out Limit limit)
    {
        limit = new Limit(text ?? "");
        return true;
    }

    /// <exception cref="ApiException">It is no number of rows, or too many.</exception>
    /// <param name="most">The largest there may be.</param>
    /// <param name="hasMore">What is behind them can be asked for.</param>
    public int Read(int most, bool hasMore = true) =>
        int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows >= 1 && rows <= most
            ? rows
            : throw ApiException.Bad(hasMore ? $"limit={Text}: a page has 1 to {most} rows; what is behind it is asked for by its cursor." : $"limit={Text} must be from 1 to {most}.");

    /// <summary>The usual number where nothing is said.</summary>
    public static int Of(Limit? limit, int most) => limit?.Read(most) ?? Math.Min(Usual, most);
}

/// <summary>Which of several values are wanted.</summary>
internal static class Choice
{
    /// <summary>Values that stand in several parameters of a name, or with commas in one; empty for all.</summary>
    public static IReadOnlyList<string> Of(string[]? given) => [.. (given ?? []).SelectMany(each => each.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    /// <summary>The same of known words.</summary>
    /// <exception cref="ApiException">One is not known.</exception>
    public static IReadOnlyList<string> Of(string name, string[]? given, IReadOnlyList<string> known)
    {
        var chosen = Of(given);
        return chosen.FirstOrDefault(each => !known.Contains(each)) is { } unknown ? throw ApiException.Bad($"{name}={unknown} is none of {string.Join(", ", known)}.") : chosen;
    }
}
