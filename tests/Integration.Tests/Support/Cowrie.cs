using System.Text.RegularExpressions;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>The raw log of a honeypot, as a file for each day or as a collector would have written it: some lines late.</summary>
internal static partial class Cowrie
{
    public const string Log = "data/security/cowrie_ssh";

    /// <summary>Writes all days as one file, each line delayed by up to so many seconds, in order of arrival.</summary>
    /// <param name="folder">Gets the file, which is unpacked.</param>
    /// <param name="seconds">Longest delay; each line's is drawn.</param>
    /// <param name="seed">Of the delays.</param>
    public static void WriteShuffled(string folder, double seconds, int seed)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "cowrie.json"), Shuffled(Directory.GetFiles(SharedData.Find(Log)!).Order(StringComparer.Ordinal), seconds, seed));
    }

    /// <summary>The same of events made of the log.</summary>
    public static void WriteShuffledEvents(string events, string to, double seconds, int seed) => File.WriteAllLines(to, Shuffled([events], seconds, seed));

    /// <summary>The lines of files in an order of arrival.</summary>
    public static IEnumerable<string> Shuffled(IEnumerable<string> files, double seconds, int seed)
    {
        var random = new Random(seed);
        return files.SelectMany(file => Rows.Text(file).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => (Arrival: TimeOf(line).AddSeconds(random.NextDouble() * seconds), Line: line))
            .OrderBy(each => each.Arrival)
            .Select(each => each.Line);
    }

    private static DateTime TimeOf(string line) =>
        DateTime.Parse(Time().Match(line).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal);

    [GeneratedRegex("\"timestamp\":\"([^\"]+)\"")]
    private static partial Regex Time();
}
