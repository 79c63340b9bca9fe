using StreamGuard.Contracts;
using StreamGuard.Core.Queues;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Queues;

/// <summary>A queue of numbers in a folder, with small segments.</summary>
internal sealed class QueueRig : IDisposable
{
    public const int SegmentBytes = 200;

    private readonly TempFolder _folder = new();
    private readonly RecordBuffer _record = new();

    public QueueRig() => Segments = new Segments(_folder.Path);

    public Segments Segments { get; private set; }

    public string[] Files => [.. Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    /// <summary>As after a restart: what is known is what lies there.</summary>
    public void Reopen() => Segments = new Segments(_folder.Path);

    public QueueWriter NewWriter(QueuePosition? end = null) => new(Segments, "numbers", end ?? QueuePosition.Start, SegmentBytes, TimeProvider.System);

    public QueueReader NewReader(QueuePosition? from = null) => new(Segments, "numbers", from ?? QueuePosition.Start);

    public void Append(QueueWriter writer, params long[] numbers)
    {
        foreach (var number in numbers)
        {
            _record.Begin().Write(number);
            writer.Append(_record, RecordKind.Rows, 1);
        }
    }

    /// <summary>Writes the numbers below one, and gives the end.</summary>
    public QueuePosition Fill(int count)
    {
        using var writer = NewWriter();
        Append(writer, [.. Enumerable.Range(0, count).Select(n => (long)n)]);
        writer.Sync();
        return writer.End;
    }

    /// <summary>All numbers from a place to another.</summary>
    public List<long> Read(QueuePosition limit, QueuePosition? from = null)
    {
        using var reader = NewReader(from);
        return Read(reader, limit);
    }

    public static List<long> Read(QueueReader reader, QueuePosition limit)
    {
        var numbers = new List<long>();
        while (reader.Next(limit) is { } record) numbers.Add(new StateReader(record.Payload).ReadLong());
        return numbers;
    }
}
