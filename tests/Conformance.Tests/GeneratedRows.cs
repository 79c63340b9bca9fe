using StreamGuard.Contracts;

namespace StreamGuard.Conformance.Tests;

/// <summary>Rows of a schema from a seed: some nulls, texts and ints that repeat, times that go on and come out of order by less than <see cref="Disorder"/>.</summary>
internal sealed class GeneratedRows(Schema schema, int seed)
{
    public const int Disorder = 3_000_000;

    private static readonly string[] Texts = ["PS1", "TS1", "a", "b", "", "ü"];

    private readonly Random _random = new(seed);
    private readonly long _start = Timestamps.FromDateTime(new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc));
    private long _position;

    /// <summary>Largest event time so far, microseconds.</summary>
    public long Newest { get; private set; } = long.MinValue;

    /// <summary>The next rows as one batch, held by the caller, with positions and bytes as a source gives them.</summary>
    public Batch Next(int rows, string partition)
    {
        var builder = new BatchBuilder(schema);
        var positions = Buffers.Rent<long>(rows);
        var lengths = Buffers.Rent<int>(rows);
        var bytes = Buffers.Rent<byte>(rows);
        for (var row = 0; row < rows; row++)
        {
            (positions[row], lengths[row], bytes[row]) = (_position + row, 1, (byte)'x');
            builder.Row([.. schema.Fields.Select(field => field.Name == schema.EventTime ? Time(_position + row) : Value(field.Type))]);
        }

        _position += rows;
        return builder.Build(new Origin(partition, positions, lengths, rows, new RawChunk(partition, bytes, rows, positions[0])));
    }

    private object Time(long position)
    {
        var time = _start + position * 200_000 - _random.Next(Disorder);
        Newest = Math.Max(Newest, time);
        return Timestamps.ToDateTime(time);
    }

    private object? Value(ColumnType type)
    {
        if (_random.Next(10) == 0) return null;
        return type.Kind switch
        {
            Kind.Bool => _random.Next(3) > 0,
            Kind.Int => (long)_random.Next(4),
            Kind.Float => _random.Next(20) == 0 ? double.NaN : _random.NextDouble() * 400,
            Kind.Timestamp => DateTime.UnixEpoch.AddSeconds(_random.Next(100)),
            Kind.Duration => Duration.FromSeconds(_random.Next(100)),
            Kind.List => Enumerable.Range(0, _random.Next(3)).Select(_ => Value(type.Element!)).ToArray(),
            _ => Texts[_random.Next(Texts.Length)],
        };
    }
}
