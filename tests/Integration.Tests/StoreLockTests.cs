using System.Diagnostics;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A store that a program which is none of ours has open, by the lock that DuckDB itself takes.</summary>
public sealed class StoreLockTests : IDisposable
{
    private const string Writer = """
        pipeline: writer
        sources: { readings: { simulate: { model: hydraulic-rig, cycles: 1, seed: 5 }, event_time: { column: timestamp } } }
        sinks: { stored: { from: readings, store: { path: data/rig.duckdb, table: readings } } }
        """;

    private const string Reader = """
        pipeline: reader
        sources: { rows: { store: { path: data/rig.duckdb, table: readings, columns: { value: float } } } }
        sinks: { out: { from: rows, file: { path: rows.jsonl } } }
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LockFact]
    public async Task Writing_reading_and_asking_say_who_has_it()
    {
        _folder.Write("writer.yaml", Writer);
        _folder.Write("reader.yaml", Reader);
        Assert.Equal(0, (await Program.RunAsync(_folder.Path, "run", "writer.yaml", "--quiet")).ExitCode);
        var asked = (string[])["query", "select count(*) from readings", "--store", "data/rig.duckdb", "--format", "csv"];
        using (var other = Hold())
        {
            Assert.Equal("held", await other.StandardOutput.ReadLineAsync());
            foreach (var arguments in new[] { ["run", "writer.yaml", "--quiet"], ["run", "reader.yaml", "--quiet"], asked })
            {
                var refused = await Program.RunAsync(_folder.Path, arguments);
                Assert.Equal(1, refused.ExitCode);
                Assert.Matches($@"rig\.duckdb' is open in another program, .*python.* \(PID {other.Id}\): end that, or name another file", refused.Errors);
            }

            other.StandardInput.Close();
            await other.WaitForExitAsync();
        }

        var answer = await Program.RunAsync(_folder.Path, asked);
        Assert.Equal(0, answer.ExitCode);
        Assert.NotEqual("count_star()\n0\n", answer.Output);
    }

    /// <summary>Takes the lock that DuckDB takes to write, says so, and lets go of it when its input ends.</summary>
    private Process Hold()
    {
        const string script = "import fcntl, sys; f = open(sys.argv[1], 'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()";
        return Process.Start(new ProcessStartInfo(LockFactAttribute.Python, ["-c", script, _folder["data/rig.duckdb"]]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    private sealed class LockFactAttribute : FactAttribute
    {
        public const string Python = "/usr/bin/python3";

        public LockFactAttribute() => Skip = File.Exists(Python) ? null : $"{Python}, which takes the lock, is not there";
    }
}
