using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StreamGuard.Benchmarks.Security;

/// <summary>
/// Simulated events as security-publish writes them to a file, again and again, each with a number and a time of its own: both
/// stand at the beginning of a line and are as long in each.
/// </summary>
internal sealed class EventLines
{
    private const int IdAt = 13;
    private const int IdLength = 10;
    private const int TimeAt = 38;

    private readonly byte[][] _lines;
    private readonly byte[] _second = new byte[20];
    private long _secondNumber = -1;

    /// <exception cref="InvalidDataException">The file has other lines.</exception>
    public EventLines(string file)
    {
        _lines = [.. File.ReadLines(file).Select(line => Encoding.UTF8.GetBytes(line + "\n"))];
        if (_lines.Length == 0 || _lines[0].AsSpan(0, IdAt).SequenceEqual("{\"event_id\":\""u8) is false || _lines[0][TimeAt - 1] != '"')
            throw new InvalidDataException($"{file} has no events as security-publish writes them.");
    }

    public int Count => _lines.Length;

    public int Longest => _lines.Max(line => line.Length);

    public int Write(Span<byte> line, long seq, DateTime time)
    {
        var from = _lines[seq % _lines.Length];
        from.CopyTo(line);
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
        return from.Length;
    }

    /// <summary>The number that an event's id is.</summary>
    public static long SeqOf(ReadOnlySpan<byte> id) => Utf8Parser.TryParse(id, out long seq, out _) ? seq : throw new InvalidDataException("an event's id is no number");
}
