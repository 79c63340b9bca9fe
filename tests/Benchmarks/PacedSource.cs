using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Benchmarks;

/// <summary>
/// Readings as JSON lines at a fixed rate. Reading i arrives at start + i / rate whether or not the pipeline keeps up, so
/// that a stall counts for every reading that came meanwhile. What is due is sent at once, however little it is.
/// </summary>
/// <param name="rate">Lines a second.</param>
/// <param name="seconds">For how long.</param>
/// <param name="lines">Writes line number so-and-so with a time; readings unless something else is given.</param>
/// <param name="longest">Bytes of the longest line.</param>
internal sealed class PacedSource(double rate, double seconds, LineWriter? lines = null, int longest = 128) : ISource
{
    private const int MostBytesAtOnce = 256 * 1024;

    /// <summary>Stopwatch time of the first arrival.</summary>
    public long Start { get; private set; }

    public bool IsBounded => false;

    /// <summary>Seconds since reading <paramref name="seq"/> arrived.</summary>
    public double Age(long seq, long now) => Stopwatch.GetElapsedTime(Start, now).TotalSeconds - seq / rate;

    public Schema? Bind(SourceBinding binding) => null;

    public Task RunAsync(SourceOutput output, CancellationToken stop) =>
        Task.Factory.StartNew(() => Pump(output, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Pump(SourceOutput output, CancellationToken stop)
    {
        var partition = output.Open("paced");
        var origin = DateTime.UtcNow;
        Start = Stopwatch.GetTimestamp();
        var write = lines ?? Write;
        long sent = 0, position = 0;
        while (sent < rate * seconds && !stop.IsCancellationRequested)
        {
            var due = Math.Min((long)(Stopwatch.GetElapsedTime(Start).TotalSeconds * rate) + 1, sent + (MostBytesAtOnce / longest));
            if (due == sent)
            {
                Thread.SpinWait(20);
                continue;
            }

            var bytes = Buffers.Rent<byte>((int)(due - sent) * longest);
            var length = 0;
            for (; sent < due; sent++) length += write(bytes.AsSpan(length), sent, origin.AddSeconds(sent / rate));
            output.WriteAsync(partition, new RawChunk("paced", bytes, length, position), stop).AsTask().GetAwaiter().GetResult();
            position += length;
        }

        output.FinishAsync(partition, stop).AsTask().GetAwaiter().GetResult();
    }

    private static int Write(Span<byte> line, long seq, DateTime time)
    {
        var at = 0;
        Put(line, ref at, "{\"seq\":"u8);
        Utf8Formatter.TryFormat(seq, line[at..], out var written);
        at += written;
        Put(line, ref at, seq % 2 == 0 ? ",\"sensor\":\"PS1\",\"cycle\":12,\"timestamp\":\""u8 : ",\"sensor\":\"PS2\",\"cycle\":12,\"timestamp\":\""u8);
        at += Encoding.UTF8.GetBytes(time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture), line[at..]);
        Put(line, ref at, "\",\"value\":"u8);
        Utf8Formatter.TryFormat(seq % 20 == 0 ? 171.25 : 150 + seq % 1000 / 100.0, line[at..], out written, new System.Buffers.StandardFormat('F', 2));
        at += written;
        Put(line, ref at, "}\n"u8);
        return at;
    }

    private static void Put(Span<byte> line, ref int at, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line[at..]);
        at += text.Length;
    }
}

/// <summary>Writes a line at the beginning of a span and gives its length.</summary>
internal delegate int LineWriter(Span<byte> line, long seq, DateTime time);
