using System.Globalization;
using System.Text;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>Real recordings as a broker would bring them: JSON lines, out of order.</summary>
internal static class Recordings
{
    private static readonly string[] Labels = ["cooler", "valve", "pump_leakage", "accumulator", "stable"];
    private static readonly DateTime Start = new(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc);

    /// <summary>Writes the readings of a recording, each delayed by up to so many seconds, with the labels of its cycle.</summary>
    public static void WriteShuffled(string recording, string to, double seconds, int seed)
    {
        var random = new Random(seed);
        var cycles = Lines(Directory.GetFiles(recording, "cycles.*")[0]).Skip(1).Select(line => line.Split(',')[1]).ToList();
        var labels = Lines(Path.Combine(recording, "profile.txt")).Select(line => string.Concat(line.Split('\t').Zip(Labels, (value, name) => $",\"{name}\":{value}"))).ToList();
        var readings = new List<Reading>();
        foreach (var file in Directory.GetFiles(recording).Where(file => char.IsUpper(Path.GetFileName(file)[0])).Order(StringComparer.Ordinal))
            Read(file, seconds, random, readings);

        readings.Sort((left, right) => left.Arrival.CompareTo(right.Arrival));
        using var output = new StreamWriter(to, append: false, new UTF8Encoding(false), 1 << 20);
        foreach (var reading in readings)
        {
            var time = Start.AddTicks(reading.Ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            output.Write($"{{\"sensor\":\"{reading.Sensor}\",\"cycle\":{cycles[reading.Row]},\"timestamp\":\"{time}\",\"value\":{reading.Value}{labels[reading.Row]}}}\n");
        }
    }

    private static void Read(string file, double seconds, Random random, List<Reading> readings)
    {
        var sensor = Path.GetFileName(file).Split('.')[0];
        var lines = Lines(file).ToList();
        if (lines[0].Contains('_', StringComparison.Ordinal)) lines.RemoveAt(0);
        for (var row = 0; row < lines.Count; row++)
        {
            var values = lines[row].Split(',', '\t');
            for (var sample = 0; sample < values.Length; sample++)
            {
                var ticks = row * 60 * TimeSpan.TicksPerSecond + sample * 60 * TimeSpan.TicksPerSecond / values.Length;
                readings.Add(new Reading(ticks + (long)(random.NextDouble() * seconds * TimeSpan.TicksPerSecond), ticks, row, sensor, values[sample].Trim()));
            }
        }
    }

    private static string[] Lines(string file) => Rows.Text(file).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private readonly record struct Reading(long Arrival, long Ticks, int Row, string Sensor, string Value);
}
