using System.Diagnostics;
using StreamGuard.Soak.Hosting.Around;
using StreamGuard.Soak.Hosting.Load;
using StreamGuard.Soak.Hosting.Proof;

namespace StreamGuard.Soak.Hosting;

/// <summary>
/// The three shipped live pipelines in one host, under a steady load of numbered rows. Meanwhile the host is killed, its files
/// are changed, its disk is full, the broker is killed, and Prometheus, a browser and clients ask it. At the end
/// every row must have had its effect once.
/// </summary>
internal sealed class HostSoak(string root, string servers, string program, TimeSpan lasts, bool isCalm) : IAsyncDisposable
{
    private const int DiskMegabytes = 3072;

    private readonly string _work = Directory.CreateTempSubdirectory("streamguard-soak-host-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _owned = [];
    private readonly List<Task> _tasks = [];
    private bool _isRight;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        _stop.Dispose();
        // What went wrong is looked for there.
        if (_isRight) Directory.Delete(_work, recursive: true);
    }

    /// <returns>0 when every row had its effect once.</returns>
    public async Task<int> RunAsync()
    {
        Say($"in {_work}");
        var commit = Commit();
        var broker = Own(Broker.Start(servers, Path.Combine(_work, "broker")));
        var flows = await FlowsAsync().ConfigureAwait(false);
        var address = $"127.0.0.1:{FreePort.Take()}";
        var page = new Uri($"http://{address}");
        var shipped = Path.Combine(root, "pipelines");
        Directory.CreateDirectory(Path.Combine(_work, "host", "root"));
        var disk = Disk.Mount(Path.Combine(_work, "host", "root"), DiskMegabytes);
        if (disk is not null) Own(disk);
        var folder = HostFolder.Create(Path.Combine(_work, "host"), shipped, address);
        CopyFolder(Path.Combine(shipped, "models", "iomt-ward"), Path.Combine(folder.Path, "iomt-ward"));
        var host = Own(new ServedHost(program, folder.Path, new Dictionary<string, string>
        {
            ["KAFKA_BROKERS"] = broker.Address,
            ["INFLUX_TOKEN"] = "none",
            ["CITIES"] = Path.Combine(folder.Path, "pipelines", "shared", "cities.csv"),
            ["BASELINE"] = Path.Combine(folder.Path, "pipelines", "shared", "security-baseline.json"),
            ["MODEL"] = Path.Combine(folder.Path, "iomt-ward"),
        }));
        var tended = Own(new Tended(host, page));

        var start = new DateTime(DateTime.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(20);
        ILoad[] loads = [new SecurityLoad(), new FlowLoad(flows), new RigLoad(start)];
        await Topic.CreateAsync(broker.Address, [.. loads.SelectMany(load => load.Topics), new("soak-security-proof", 4), new("soak-security-alerts", 1), new("soak-flow-windows", 1), new("soak-flow-alerts", 1), new("hydraulic-alerts", 1)]).ConfigureAwait(false);
        await tended.StartAsync().ConfigureAwait(false);
        var prometheus = Prometheus.Start(_work, address);
        if (prometheus is not null) Own(prometheus);
        var browser = Browser.Open(_work, page);
        if (browser is not null) Own(browser);
        var clients = Own(new ApiClients(page));
        var vitals = new Vitals(host, lasts > TimeSpan.FromMinutes(20) ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(2));
        var senders = loads.Select(load => Own(new Sender(load, broker.Address, start, (long)lasts.TotalSeconds * load.Rate))).ToList();
        _tasks.AddRange([clients.RunAsync(_stop.Token), vitals.WatchAsync(_stop.Token)]);
        var sent = Task.WhenAll(senders.Select(sender => sender.RunAsync()));
        _tasks.Add(sent);

        var course = new Course(start, lasts, new Troubles(host, tended, folder, broker, disk, page, lasts, Say));
        if (!isCalm) await course.RunAsync().ConfigureAwait(false);
        await sent.ConfigureAwait(false);
        Say("all rows are sent; waiting until they are read");
        await tended.DrainedAsync(start + lasts).ConfigureAwait(false);
        // Parts of Parquet become visible half a minute after their first row, behind a checkpoint.
        await Task.Delay(TimeSpan.FromSeconds(50)).ConfigureAwait(false);
        var around = await Surroundings.LookAsync(prometheus, browser, lasts).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        var exit = await host.StopAsync().ConfigureAwait(false);
        Say($"the host has stopped with {exit}; counting");
        var asked = new Asked(program, folder.Root);
        var findings = Findings(broker.Address, senders, asked, folder.Root, exit).ToList();
        var report = new HostReport(root, commit, lasts, isCalm, senders, course.Troubles, tended, vitals, clients, around, findings);
        Console.WriteLine(report.Write());
        _isRight = findings.All(finding => finding.IsRight) && course.Troubles.Wrong.Count == 0;
        return _isRight ? 0 : 1;
    }

    private static IEnumerable<Finding> Findings(string brokers, List<Sender> senders, Asked asked, string root, int exit)
    {
        foreach (var sender in senders)
        {
            yield return new(sender.Load.Pipeline, "rows that the broker has taken", sender.Rows, sender.Delivered);
            var dead = Path.Combine(root, "data", $"{sender.Load.Pipeline}.dead");
            yield return new(sender.Load.Pipeline, "dead letters", 0, Directory.Exists(dead) ? Directory.GetFiles(dead, "*.jsonl", SearchOption.AllDirectories).Sum(file => File.ReadLines(file).LongCount()) : 0);
        }

        foreach (var finding in SecurityProof.Look(brokers, senders[0].Rows, asked)) yield return finding;
        foreach (var finding in FlowProof.Look(brokers, senders[1].Rows, asked)) yield return finding;
        foreach (var finding in RigProof.Look(brokers, senders[2].Rows, asked)) yield return finding;
        yield return new("host", "exit code of the last stop", 0, exit);
    }

    /// <summary>Lines of the simulated ward, to be sent again and again.</summary>
    private async Task<IReadOnlyList<string>> FlowsAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "run", Path.Combine(root, "pipelines", "iomt-publish.yaml"), "--profile", "sample", "--quiet"]) { WorkingDirectory = _work })!;
        await process.WaitForExitAsync().ConfigureAwait(false);
        return await File.ReadAllLinesAsync(Path.Combine(_work, "data", "iomt-flows.jsonl")).ConfigureAwait(false);
    }

    /// <summary>That which is tried, whatever becomes of the folder meanwhile.</summary>
    private string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", root, "rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true })!;
        return git.StandardOutput.ReadToEnd().Trim();
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private static void Say(string what) => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {what}");
}
