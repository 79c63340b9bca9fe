using System.Diagnostics;
using System.Text.Json;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests.Recovery;

/// <summary>What becomes of a run whose disk is full or cannot be written to.</summary>
public sealed class DiskTests : IDisposable
{
    private const int Records = 30_000;

    private const string Pipeline = """
        pipeline: full
        checkpoint: { every: 500ms, path: state }
        sources:
          numbers: { file: { path: in.jsonl }, decode: json, columns: { n: int } }
        sinks:
          single: { from: numbers, file: { path: out/single.jsonl } }
          parts: { from: numbers, file: { path: out/parts } }
          lake: { from: numbers, parquet: { path: out/lake } }
        dead_letters: { file: { path: out/dead } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [OwnMountsFact]
    public async Task Waits_while_the_disk_is_full_and_loses_nothing()
    {
        Write();

        // Full to the last byte until the program says that it waits.
        var exit = await ShellAsync($"""
            mount -t tmpfs -o size=8m tmpfs out
            head -c 9000000 /dev/zero > out/ballast 2> /dev/null || true
            '{Program.Root}/streamguard' run full.yaml --json 2> errors & program=$!
            until grep -q '"waiting":true' errors || ! kill -0 $program 2> /dev/null; do sleep 0.1; done
            rm out/ballast
            wait $program
            cp -r out result
            """);

        var last = JsonDocument.Parse(File.ReadLines(_folder["errors"]).Last()).RootElement;
        Assert.Equal(0, exit);
        Assert.Contains("No space left on device", last.GetProperty("waits")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        var good = Enumerable.Range(0, Records).Where(IsGood).Select(n => $"{{\"n\":{n}}}");
        Assert.Equal(good, File.ReadLines(_folder["result/single.jsonl"]));
        Assert.Equal(good, Parts("result/parts"));
        Assert.Equal(Records - good.Count(), Parts("result/dead").Count());
        Assert.Equal(good.Count(), (await Lake.ReadAsync(_folder, "result/lake", ["n"], "n")).All.Count);
    }

    [OwnMountsFact]
    public async Task Fails_at_the_start_where_it_may_not_write()
    {
        Write();

        var exit = await ShellAsync($"""
            mount -t tmpfs -o ro tmpfs out
            '{Program.Root}/streamguard' run full.yaml --quiet 2> errors
            """);

        Assert.Equal(1, exit);
        Assert.Contains("error: 'single' failed: cannot write 'out/single.jsonl': Read-only file system", File.ReadAllText(_folder["errors"]), StringComparison.Ordinal);
    }

    private static bool IsGood(int n) => n % 3 != 0;

    private void Write()
    {
        Directory.CreateDirectory(_folder["out"]);
        File.WriteAllLines(_folder["in.jsonl"], Enumerable.Range(0, Records).Select(n => IsGood(n) ? $"{{\"n\": {n}}}" : $"rubbish {n}"));
        _folder.Write("full.yaml", Pipeline);
    }

    private IEnumerable<string> Parts(string folder) => Directory.GetFiles(_folder[folder]).Order(StringComparer.Ordinal).SelectMany(File.ReadLines);

    /// <summary>Runs a script that has mounts of its own, up to the first command that fails; gives its exit code.</summary>
    private async Task<int> ShellAsync(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("unshare", ["-rm", "bash", "-ec", script]) { WorkingDirectory = _folder.Path })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await shell.WaitForExitAsync(limit.Token);
            return shell.ExitCode;
        }
        finally
        {
            if (!shell.HasExited) shell.Kill(entireProcessTree: true);
        }
    }
}
