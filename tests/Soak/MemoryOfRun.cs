using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Soak;

/// <summary>Resident memory of a process over its life, in megabytes.</summary>
internal sealed class MemoryOfRun(Process process)
{
    private readonly List<double> _seen = [];

    public double Most => _seen.DefaultIfEmpty().Max();

    /// <summary>The most of the first half of the looks.</summary>
    public double Early => _seen.Take((_seen.Count + 1) / 2).DefaultIfEmpty().Max();

    /// <summary>The most of the second half.</summary>
    public double Late => _seen.Skip((_seen.Count + 1) / 2).DefaultIfEmpty().Max();

    public void Look()
    {
        try
        {
            var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            if (line is not null) _seen.Add(long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // It has just ended.
        }
    }

    public void WatchToTheEnd()
    {
        while (!process.WaitForExit(100)) Look();
    }
}
