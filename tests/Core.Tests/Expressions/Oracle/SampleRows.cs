using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>Random rows with nulls, NaN, infinities, extreme ints, and texts that repeat or not.</summary>
internal sealed class SampleRows(Random random)
{
    private static readonly double[] Floats = [0, -0.0, 1, -1, 0.5, 2.5, -2.5, 3, 1e-310, 1e308, -1e308, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 9223372036854775807, 151.47];
    private static readonly long[] Ints = [0, 1, -1, 2, 7, -7, 63, 64, long.MaxValue, long.MinValue, long.MaxValue - 1, 9007199254740993, 1L << 32];
    private static readonly string[] Texts = ["", "PS1", "PS2", "ps1", "failure", "12", "-5", " 7 ", "1.5", "1e3", "NaN", "é€😀", "\u00df\u0131", "a\nb", "P", "%_", "PS1PS1"];

    public static Schema Schema { get; } = new(
    [
        new Field("f1", ColumnType.Float), new Field("f2", ColumnType.Float), new Field("f3", ColumnType.Float), new Field("i1", ColumnType.Int), new Field("i2", ColumnType.Int),
        new Field("b1", ColumnType.Bool), new Field("b2", ColumnType.Bool), new Field("s1", ColumnType.String), new Field("s2", ColumnType.String),
        new Field("t1", ColumnType.Timestamp), new Field("t2", ColumnType.Timestamp), new Field("d1", ColumnType.Duration),
    ]);

    public static IReadOnlyDictionary<string, OracleType> Types { get; } = Schema.Fields.ToDictionary(field => field.Name, field => field.Type.Kind switch
    {
        Kind.Float => OracleType.Float,
        Kind.Int => OracleType.Int,
        Kind.Bool => OracleType.Bool,
        Kind.Timestamp => OracleType.Moment,
        Kind.Duration => OracleType.Span,
        _ => OracleType.Text,
    });

    /// <summary>A batch; one in three is picked from a larger one, so that its dictionary has more entries than it has rows.</summary>
    public Batch Next(int rows)
    {
        var nulls = Schema.Fields.Select(_ => random.Next(2) == 0).ToArray();
        var builder = new BatchBuilder(Schema);
        var plain = random.Next(2) == 0;
        for (var row = 0; row < rows; row++)
            builder.Row([.. Schema.Fields.Select((field, i) => nulls[i] && random.Next(4) == 0 ? null : Value(field, plain))]);
        var batch = builder.Build();
        if (random.Next(3) != 0 || rows == 0) return batch;
        return batch.Where([.. Enumerable.Range(0, Math.Max(1, rows / 4)).Select(_ => random.Next(rows))]);
    }

    /// <summary>A row's values as the interpreter has them.</summary>
    public static Dictionary<string, object?> Row(Batch batch, int row) =>
        Schema.Fields.Select((field, i) => (field.Name, Value: ForOracle(batch[i], row))).ToDictionary(each => each.Name, each => each.Value);

    public static object? ForOracle(Column column, int row) => (column.Type.Kind, column.IsNull(row)) switch
    {
        (_, true) => null,
        (Kind.Timestamp, _) => new Moment(((FixedColumn<long>)column).Values[row]),
        (Kind.Duration, _) => new Span(((FixedColumn<long>)column).Values[row]),
        _ => column.Boxed(row),
    };

    private object Value(Field field, bool plain) => field.Type.Kind switch
    {
        Kind.Float => random.Next(4) == 0 ? (random.NextDouble() - 0.5) * 1000 : Floats[random.Next(Floats.Length)],
        Kind.Int => random.Next(3) == 0 ? random.NextInt64(-100, 100) : Ints[random.Next(Ints.Length)],
        Kind.Bool => random.Next(2) == 0,
        Kind.Timestamp => random.Next(8) == 0 ? Ints[random.Next(Ints.Length)] : random.NextInt64(-4_000_000_000_000_000, 4_000_000_000_000_000),
        Kind.Duration => random.Next(8) == 0 ? Ints[random.Next(Ints.Length)] : random.NextInt64(-100_000_000_000, 100_000_000_000),
        _ => plain && random.Next(2) == 0 ? $"key-{random.Next(1000)}" : Texts[random.Next(Texts.Length)],
    };
}
