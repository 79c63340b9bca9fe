using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Soak;

/// <summary>
/// Gives every decoder generated records, half of them mutated, until so many were read. None may throw, all ways
/// through a decoder must give the same rows and refusals, whatever the pieces the bytes come in, and no record may vanish.
/// </summary>
internal static class Fuzz
{
    private const int RecordsAtOnce = 200;

    /// <returns>0 when nothing was found; 1 otherwise, with the input in a file.</returns>
    public static int Run(string root, long records, int seed)
    {
        FuzzedDecoder[] decoders = [new FuzzedJson(nested: false), new FuzzedJson(nested: true), new FuzzedCsv(), new FuzzedMatrix()];
        var began = Stopwatch.StartNew();
        var shown = 0L;
        for (long done = 0, round = 0; done < records; round++)
        {
            var decoder = decoders[round % decoders.Length];
            var roundSeed = unchecked(seed + (int)round);
            var random = new Random(roundSeed);
            var bytes = decoder.Generate(random, RecordsAtOnce);
            try
            {
                decoder.Check(bytes, random);
            }
            catch (Exception found)
            {
                var file = Path.Combine(Path.GetTempPath(), $"streamguard-fuzz-{roundSeed}.{decoder.Name}");
                File.WriteAllBytes(file, bytes);
                Console.Error.WriteLine($"{decoder.Name}, seed {roundSeed}, input {file}: {found}");
                return 1;
            }

            decoder.Records += RecordsAtOnce;
            done += RecordsAtOnce;
            if (done - shown >= records / 20)
            {
                shown = done;
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {records:N0} records"));
            }
        }

        Report(root, decoders, seed, began.Elapsed);
        return 0;
    }

    private static void Report(string root, FuzzedDecoder[] decoders, int seed, TimeSpan took)
    {
        var report = new StringWriter(CultureInfo.InvariantCulture);
        report.WriteLine($"# Mutated records through every decoder\n");
        report.WriteLine($"`tests/Soak/run fuzz` on {DateTime.UtcNow:yyyy-MM-dd}, seed {seed}, {took.TotalSeconds:F0} s: no decoder threw, all ways gave the same.\n");
        report.WriteLine("| decoder | records | rows | refused |\n|---|---|---|---|");
        foreach (var decoder in decoders) report.WriteLine($"| {decoder.Name} | {decoder.Records:N0} | {decoder.Rows:N0} | {decoder.Refused:N0} |");
        File.WriteAllText(Path.Combine(root, "tests", "Soak", "FUZZ.md"), report.ToString());
        Console.WriteLine(report);
    }
}
