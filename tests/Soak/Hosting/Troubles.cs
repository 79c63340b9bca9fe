using StreamGuard.Soak.Hosting.Around;

namespace StreamGuard.Soak.Hosting;

/// <summary>What is done to the host, and how often it was.</summary>
internal sealed class Troubles(ServedHost host, Tended tended, HostFolder folder, Broker broker, Disk? disk, Uri page, TimeSpan lasts, Action<string> say)
{
    private int _good;
    private int _bad;

    public int Kills { get; private set; }

    /// <summary>Good changes that were put in force.</summary>
    public int Taken { get; private set; }

    /// <summary>Bad ones that were refused, and what ran went on.</summary>
    public int Refused { get; private set; }

    /// <summary>Changes that went another way than they should have.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>How long there was no broker.</summary>
    public TimeSpan BrokerAway { get; private set; }

    /// <summary>How long the disk was full.</summary>
    public TimeSpan Full { get; private set; }

    /// <summary>What wrk found each time.</summary>
    public List<string> Wrks { get; } = [];

    public async Task KillAsync()
    {
        host.Kill();
        Kills++;
        await tended.StartAsync().ConfigureAwait(false);
        say($"killed, back after {tended.Returns[^1]:F1} s");
    }

    public async Task ChangeAsync()
    {
        var change = HostFolder.GoodChanges[_good++ % HostFolder.GoodChanges.Count];
        if (await tended.SeesAsync(() => folder.Change(change)).ConfigureAwait(false)) Taken++;
        else Wrong.Add($"{change.Pipeline} was not changed: {change.New}");
        say($"{change.Pipeline} changed: {change.New}");
    }

    /// <summary>Killed while a change is put in force.</summary>
    public async Task KillInChangeAsync()
    {
        folder.Change(HostFolder.GoodChanges[_good++ % HostFolder.GoodChanges.Count]);
        // The host looks every two seconds and takes what was the same twice.
        await Task.Delay(TimeSpan.FromSeconds(2 + (2.2 * Random.Shared.NextDouble()))).ConfigureAwait(false);
        await KillAsync().ConfigureAwait(false);
    }

    public async Task ChangeBadlyAsync()
    {
        var change = HostFolder.BadChanges[_bad++ % HostFolder.BadChanges.Count];
        if (await tended.SeesAsync(() => folder.Change(change)).ConfigureAwait(false)) Wrong.Add($"{change.Pipeline} was changed: {change.New}");
        else Refused++;
        say($"{change.Pipeline} refused: {change.New}");
        folder.Change(change);
        await Task.Delay(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
    }

    public async Task HalfWriteAsync()
    {
        var place = tended.Place;
        await folder.HalfWriteAsync("security-events", TimeSpan.FromSeconds(1)).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(5)).ConfigureAwait(false);
        if (tended.Since(place).Contains("goes on as it was", StringComparison.Ordinal)) Wrong.Add("a file half written was read");
    }

    /// <summary>It is away for longer than any source may be silent before it counts as idle, but one.</summary>
    public async Task KillBrokerAsync()
    {
        var began = DateTime.UtcNow;
        await Task.Run(() => broker.Restart(TimeSpan.FromSeconds(12))).ConfigureAwait(false);
        BrokerAway += DateTime.UtcNow - began;
        say("broker killed and started again");
    }

    /// <summary>The disk is full for a while, and the host is killed in the middle of that.</summary>
    public async Task FillDiskAsync()
    {
        if (disk is null) return;
        var half = TimeSpan.FromSeconds(Math.Clamp(lasts.TotalSeconds / 120, 12, 30));
        var began = DateTime.UtcNow;
        disk.Fill();
        say("disk full");
        await Task.Delay(half).ConfigureAwait(false);
        host.Kill();
        Kills++;
        host.Start();
        await Task.Delay(half).ConfigureAwait(false);
        disk.Free();
        Full = DateTime.UtcNow - began;
        await tended.RunsAsync().ConfigureAwait(false);
        say("disk has room again, all pipelines run");
    }

    public async Task AskFastAsync()
    {
        foreach (var path in new[] { "/api/pipelines", "/metrics" })
        {
            if (await Wrk.RunAsync(new Uri(page, path), lasts > TimeSpan.FromMinutes(20) ? 15 : 3).ConfigureAwait(false) is { } found) Wrks.Add($"`{path}`: {found}");
        }
    }
}
