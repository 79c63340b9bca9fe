using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamGuard.Benchmarks.Security;

/// <summary>
/// Simulated events as security-publish writes them to a file, again and again, each with a number and a time of its own: both
/// stand at the beginning of a line and are as long in each. They are read on from the file as they are asked for, so that
/// what the process holds is what the pipeline holds.
/// </summary>
internal sealed class EventLines : IDisposable
{
    private const int IdAt = 13;
    private const int IdLength = 10;
    private const int TimeAt = 38;

    private readonly FileStream _file;
    private readonly byte[] _read = new byte[64 * 1024];
    private readonly byte[] _second = new byte[20];
    private int _from;
    private int _to;
    private long _secondNumber = -1;

    /// <exception cref="InvalidDataException">The file has other lines.</exception>
    public EventLines(string path)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var first = Next();
        if (!first.StartsWith("{\"event_id\":\""u8) || first[TimeAt - 1] != '"') throw new InvalidDataException($"{path} has no events as security-publish writes them.");
    }

    /// <summary>Bytes that a line may have.</summary>
    public const int Longest = 512;

    public void Dispose() => _file.Dispose();

    /// <summary>Writes the file's next line, from its beginning again behind its end.</summary>
    public int Write(Span<byte> line, long seq, DateTime time)
    {
        var next = Next();
        next.CopyTo(line);
        for (var (digit, left) = (IdAt + IdLength - 1, seq); digit >= IdAt; digit--, left /= 10) line[digit] = (byte)('0' + left % 10);
        // The date is made anew once a second, so that the arrivals cost little beside what is measured.
        if (time.Ticks / TimeSpan.TicksPerSecond is var second && second != _secondNumber)
        {
            _secondNumber = second;
            Encoding.UTF8.GetBytes(time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture), _second);
        }

        _second.AsSpan(0, 19).CopyTo(line[TimeAt..]);
        var millisecond = time.Millisecond;
        line[TimeAt + 20] = (byte)('0' + millisecond / 100);
        line[TimeAt + 21] = (byte)('0' + millisecond / 10 % 10);
        line[TimeAt + 22] = (byte)('0' + millisecond % 10);
        return next.Length;
    }

    private ReadOnlySpan<byte> Next()
    {
        var length = _read.AsSpan(_from, _to - _from).IndexOf((byte)'\n') + 1;
        if (length == 0)
        {
            Fill();
            length = _read.AsSpan(_from, _to - _from).IndexOf((byte)'\n') + 1;
            if (length is 0 or > Longest) throw new InvalidDataException($"{_file.Name} has a line of more than {Longest} bytes, or its last one has no end.");
        }

        var line = _read.AsSpan(_from, length);
        _from += length;
        return line;
    }

    private void Fill()
    {
        _read.AsSpan(_from, _to - _from).CopyTo(_read);
        (_from, _to) = (0, _to - _from);
        var read = _file.Read(_read, _to, _read.Length - _to);
        if (read == 0)
        {
            _file.Position = 0;
            read = _file.Read(_read, _to, _read.Length - _to);
        }

        _to += read;
    }

    /// <summary>The number that an event's id is.</summary>
    public static long SeqOf(ReadOnlySpan<byte> id) => Utf8Parser.TryParse(id, out long seq, out _) ? seq : throw new InvalidDataException("an event's id is no number");
}
