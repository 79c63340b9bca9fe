using System.Diagnostics;
using StreamGuard.Plugins.DuckDb.Parquet;
using StreamGuard.Plugins.DuckDb.Tests.Support;

namespace StreamGuard.Plugins.DuckDb.Tests.Parquet;

/// <summary>What others see in our files.</summary>
public sealed class ParquetReadersTests : IDisposable
{
    private readonly Lake _lake = new();

    public void Dispose() => _lake.Dispose();

    [ReaderTheory]
    [InlineData(ParquetCompression.Snappy)]
    [InlineData(ParquetCompression.Zstd)]
    public async Task A_reader_nobody_here_wrote_sees_the_rows(ParquetCompression compression)
    {
        var sink = await _lake.OpenAsync(Rows.Schema, new ParquetSinkOptions { Path = _lake["out.parquet"], Compression = compression });
        await sink.WriteAsync(Rows.At(1), Rows.At(62, "longer than the twelve bytes that lie in a vector"), [null, null, null, null]);
        await sink.EndAsync();

        var lines = await ReadAsync(_lake["out.parquet"]);

        Assert.Equal(
            [
                """{"time":"2025-11-08T12:00:01.000Z","cycle":0,"value":0.5,"note":"a"}""",
                """{"time":"2025-11-08T12:01:02.000Z","cycle":1,"value":31,"note":"longer than the twelve bytes that lie in a vector"}""",
                """{"time":null,"cycle":null,"value":null,"note":null}""",
            ],
            lines);
    }

    private static async Task<string[]> ReadAsync(string file)
    {
        var start = new ProcessStartInfo("node", [ReaderTheoryAttribute.Script, file]) { RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        var text = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return text.TrimEnd().Split('\n');
    }
}
