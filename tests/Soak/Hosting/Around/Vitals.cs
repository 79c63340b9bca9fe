using System.Globalization;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>Memory, descriptors and threads of the host, looked at now and then.</summary>
internal sealed class Vitals(ServedHost host, TimeSpan every)
{
    private readonly List<Look> _looks = [];

    /// <summary>What was seen of the process that runs last, oldest first.</summary>
    public IReadOnlyList<Look> LastLife => [.. _looks.Where(look => look.Process == _looks[^1].Process)];

    public IReadOnlyList<Look> All => _looks;

    public async Task WatchAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (host.Id is > 0 and var id && Of(id) is { } look) _looks.Add(look);
            await Task.Delay(every, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static Look? Of(int id)
    {
        try
        {
            var status = File.ReadAllLines($"/proc/{id}/status");
            return new Look(id, DateTime.UtcNow, Number(status, "VmRSS:") / 1024.0, (int)Number(status, "Threads:"), Directory.GetFileSystemEntries($"/proc/{id}/fd").Length, double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return null; // It has just ended.
        }
    }

    private static long Number(string[] status, string name) =>
        status.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line ? long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) : 0;

    /// <param name="Process">Its id.</param>
    /// <param name="At">When.</param>
    /// <param name="Resident">Megabytes in memory.</param>
    /// <param name="Threads">How many.</param>
    /// <param name="Descriptors">How many are open.</param>
    /// <param name="Load">Of the whole machine: how many are at work or wait for a processor.</param>
    internal sealed record Look(int Process, DateTime At, double Resident, int Threads, int Descriptors, double Load);
}
