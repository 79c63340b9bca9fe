using System.Globalization;

namespace StreamGuard.Contracts;

/// <summary>A span of time in whole microseconds, written 250ms, 5s, 10m, 24h or 30d.</summary>
public readonly record struct Duration(long Microseconds) : IComparable<Duration>
{
    private static readonly (string Unit, long Micros)[] Units =
        [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1)];

    public static Duration Zero => default;

    public TimeSpan TimeSpan => TimeSpan.FromMicroseconds(Microseconds);

    public double Seconds => Microseconds / 1e6;

    public static Duration FromMicroseconds(long micros) => new(micros);

    public static Duration FromSeconds(double seconds) => new((long)Math.Round(seconds * 1e6));

    /// <summary>Reads one number and unit (1.5h), or several (1h30m); null when it is neither or too large.</summary>
    public static Duration? Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return null;
        var total = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            rest = rest[digits..];
            var letters = rest.IndexOfAny("0123456789.");
            var unit = (letters < 0 ? rest : rest[..letters]).ToString();
            var micros = Units.FirstOrDefault(known => known.Unit == unit).Micros;
            if (micros == 0 || number > 1e9m) return null;
            total += number * micros;
            rest = rest[unit.Length..];
        }

        return total <= long.MaxValue ? new Duration((long)total) : null;
    }

    public int CompareTo(Duration other) => Microseconds.CompareTo(other.Microseconds);

    public static bool operator <(Duration left, Duration right) => left.Microseconds < right.Microseconds;
    public static bool operator >(Duration left, Duration right) => left.Microseconds > right.Microseconds;
    public static bool operator <=(Duration left, Duration right) => left.Microseconds <= right.Microseconds;
    public static bool operator >=(Duration left, Duration right) => left.Microseconds >= right.Microseconds;

    /// <summary>In the largest unit that says it exactly.</summary>
    public override string ToString()
    {
        foreach (var (unit, micros) in Units)
            if (Microseconds % micros == 0 && (Microseconds != 0 || unit == "s")) return $"{Microseconds / micros}{unit}";
        return $"{Microseconds}us";
    }
}

/// <summary>So many rows, or so much time: '60 rows' or '5m'.</summary>
public readonly record struct Extent(long Rows, Duration Time)
{
    public bool IsRows => Rows > 0;

    public static Extent? Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is [var number, "rows" or "row"])
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 ? new Extent(rows, default) : null;
        return Duration.Parse(text) is { } time ? new Extent(0, time) : null;
    }

    public override string ToString() => IsRows ? $"{Rows} {(Rows == 1 ? "row" : "rows")}" : Time.ToString();
}
