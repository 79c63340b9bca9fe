using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The command, over checkpoints of format 1 as they are written here by hand: who changes the format sees it.</summary>
public sealed class CheckpointsTests : IDisposable
{
    private const string Pipeline = """
        pipeline: rig
        checkpoint: { path: state }
        sources:
          readings: { file: { path: in.jsonl }, decode: json, columns: { a: int } }
        sinks:
          good: { from: readings, file: { path: good.jsonl } }
        """;

    private readonly TempFolder _folder = new();

    public CheckpointsTests()
    {
        _folder.Write("rig.yaml", Pipeline);
        Write(41, [1, 2, 3]);
        Write(42, [4, 5, 6, 7]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Lists_them()
    {
        var outcome = await RunAsync();

        Assert.True(outcome.ExitCode == 0, outcome.Errors);
        Assert.Equal(
            $"""
            {_folder["state/rig"]}

            epoch                      taken  size  new
            42          2026-03-01T12:00:42Z   4 B  4 B
              readings          file, source   4 B
            41          2026-03-01T12:00:41Z   3 B  3 B
              readings          file, source   3 B

            """,
            outcome.Output);
    }

    [Fact]
    public async Task Shows_positions_when_asked()
    {
        var outcome = await RunAsync("list", "--positions");

        Assert.Matches("\n    in\\.jsonl +at 4,711\n", outcome.Output);
    }

    [Fact]
    public async Task Gives_all_as_json()
    {
        var outcome = await RunAsync("--format", "json");

        var newest = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("checkpoints")[1];
        Assert.Equal(42, newest.GetProperty("epoch").GetInt64());
        Assert.Equal("2026-03-01T12:00:42Z", newest.GetProperty("taken").GetString());
        Assert.Equal(4, newest.GetProperty("states")[0].GetProperty("bytes").GetInt64());
        Assert.Equal(4711, newest.GetProperty("positions").GetProperty("readings").GetProperty("in.jsonl").GetInt64());
    }

    [Fact]
    public async Task Tells_damage_that_is_seen_only_by_reading_all()
    {
        await File.WriteAllBytesAsync(Blocks(42), [4, 5, 6, 6]);

        var listed = await RunAsync();
        var verified = await RunAsync("--verify");

        Assert.Equal((0, 1), (listed.ExitCode, verified.ExitCode));
        Assert.Contains(
            $"\ncheckpoint 42 is damaged: '{Blocks(42)}': 4 bytes at 0, of the state of 'readings' (source), are not those that were written\n",
            verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_a_damaged_one_as_such()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder["state/rig"], "epoch-000000000042", "manifest.json"), "{}");

        var outcome = await RunAsync();

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("\n42                       damaged\n", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("\ncheckpoint 42 is damaged: '", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletes_one()
    {
        var outcome = await RunAsync("delete", "42", "--yes");

        Assert.Equal((0, "checkpoint 42 deleted.\n"), (outcome.ExitCode, outcome.Output));
        Assert.False(Directory.Exists(Path.GetDirectoryName(Blocks(42))));
        Assert.True(File.Exists(Blocks(41)));
    }

    [Fact]
    public async Task Deletes_all()
    {
        await RunAsync("delete", "--all", "--yes");

        Assert.Equal($"There are no checkpoints in {_folder["state/rig"]}.\n", (await RunAsync()).Output);
    }

    [Theory]
    [InlineData("delete takes epochs, or --all.", "delete")]
    [InlineData("delete takes epochs, or --all.", "delete", "42", "--all")]
    [InlineData("nobody is there to be asked; --yes deletes without asking.", "delete", "42")]
    [InlineData("there is no checkpoint 43 in ", "delete", "43", "--yes")]
    [InlineData("there is no 'delte' here. Did you mean 'delete'?", "delte", "42")]
    public async Task Deletes_nothing_that_is_not_clearly_meant(string reason, params string[] arguments)
    {
        var outcome = await RunAsync(arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(reason, outcome.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Blocks(41)) && File.Exists(Blocks(42)));
    }

    [Fact]
    public async Task Deletes_nothing_while_a_host_holds_the_folder()
    {
        await using var held = new FileStream(Path.Combine(_folder["state/rig"], "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        _folder.Write("state/rig/holder", "process 17 on host rig7 since 2026-03-01T12:00:00Z\n");

        var outcome = await RunAsync("delete", "--all", "--yes");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is in use by process 17 on host rig7 since 2026-03-01T12:00:00Z: stop that run first", outcome.Errors, StringComparison.Ordinal);
        Assert.True(File.Exists(Blocks(41)));
    }

    [Fact]
    public async Task Says_that_a_pipeline_keeps_none()
    {
        _folder.Write("rig.yaml", Pipeline.Replace("path: state", "every: 1s", StringComparison.Ordinal));

        var outcome = await RunAsync();

        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("streamguard: rig.yaml keeps no checkpoints. checkpoint: { path: data/state } would keep them there.\n", outcome.Errors);
    }

    private Task<Outcome> RunAsync(params string[] arguments) => Program.RunAsync(_folder.Path, ["checkpoints", "rig.yaml", .. arguments]);

    private string Blocks(int epoch) => _folder[$"state/rig/epoch-{epoch:D12}/blocks"];

    private void Write(int epoch, byte[] state)
    {
        var body = """
            {"format":1,"pipeline":"rig","epoch":EPOCH,"generation":1,"taken":"2026-03-01T12:00:EPOCH+00:00","new_bytes":BYTES,"states":[{"component":"readings","part":"source","kind":"file","fingerprint":"f00d","bytes":BYTES,"blocks":[{"sha256":"HASH","bytes":BYTES,"epoch":EPOCH,"at":0}]}],"positions":{"readings":{"in.jsonl":4711}}}
            """
            .Replace("EPOCH", $"{epoch}", StringComparison.Ordinal)
            .Replace("BYTES", $"{state.Length}", StringComparison.Ordinal)
            .Replace("HASH", Hash(state), StringComparison.Ordinal);
        _folder.Write($"state/rig/epoch-{epoch:D12}/manifest.json", $"{{\"checkpoint\":{body},\"sha256\":\"{Hash(Encoding.UTF8.GetBytes(body))}\"}}\n");
        _folder.Write($"state/rig/epoch-{epoch:D12}/blocks", state);
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
