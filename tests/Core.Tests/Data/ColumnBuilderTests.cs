using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class ColumnBuilderTests
{
    [Theory]
    [InlineData(1100)]
    [InlineData(2100)]
    [InlineData(70_000)]
    public void Keeps_rows_behind_a_late_first_null(int nullAt)
    {
        // Pooled arrays hold old content: leave clear bits in the one that is rented next.
        for (var words = 16; words <= 2048; words *= 2)
        {
            var dirty = Buffers.Rent<ulong>(words);
            dirty.AsSpan().Clear();
            Buffers.Return(dirty);
        }

        var builder = ColumnBuilder.For(ColumnType.Int);
        for (var row = 0; row < 2 * nullAt; row++)
        {
            if (row == nullAt) builder.AppendNull();
            else ((FixedBuilder<long>)builder).Append(row);
        }

        var column = builder.Build();
        Assert.Equal(2 * nullAt - 1, Bits.Count(column.Validity, column.Length));
    }
}
