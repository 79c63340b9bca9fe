using System.Globalization;
using System.Text.Json;

namespace StreamGuard.Plugins.Analyst.Contexts;

/// <summary>What is known of a key.</summary>
/// <param name="Features">Its features that have a value.</param>
/// <param name="LastRows">Its last rows as objects of JSON, the oldest first.</param>
internal sealed record Known(IReadOnlyList<KnownFeature> Features, IReadOnlyList<byte[]> LastRows);

/// <summary>A feature of a key beside those of all keys.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Value">The key's own.</param>
/// <param name="Keys">How many keys have a value.</param>
/// <param name="Median">Of these.</param>
/// <param name="High">Their 95th percentile.</param>
/// <param name="Below">The share of them that lie below the key's own, half of those that equal it counted, in percent.</param>
internal sealed record KnownFeature(string Name, double Value, int Keys, double Median, double High, double Below)
{
    /// <summary>As an object of JSON.</summary>
    public string Json => $$"""{"feature":{{JsonSerializer.Serialize(Name)}},"value":{{Short(Value)}},"median":{{Short(Median)}},"p95":{{Short(High)}},"percent_below":{{Short(Below)}},"keys":{{Keys}}}""";

    /// <summary>Compares a value with those of all keys, sorted ascending, its own among them.</summary>
    public static KnownFeature Of(string name, double value, ReadOnlySpan<double> sorted)
    {
        var (below, equal) = (0, 0);
        foreach (var other in sorted)
        {
            if (other < value) below++;
            else if (other == value) equal++;
        }

        return new KnownFeature(name, value, sorted.Length, At(sorted, 0.5), At(sorted, 0.95), 100 * (below + (0.5 * equal)) / sorted.Length);
    }

    /// <summary>The quantile between the two nearest values, as DuckDB's quantile_cont has it.</summary>
    private static double At(ReadOnlySpan<double> sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var (low, high) = (sorted[(int)place], sorted[Math.Min((int)place + 1, sorted.Length - 1)]);
        return low + ((place - Math.Floor(place)) * (high - low));
    }

    private static string Short(double number) => number.ToString("G6", CultureInfo.InvariantCulture);
}
