using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class FixedBuilderTests
{
    [Fact]
    public void A_column_that_is_held_keeps_its_values_while_others_come_and_go()
    {
        var builder = new FixedBuilder<long>(ColumnType.Int);
        builder.Append(1);
        var held = (FixedColumn<long>)builder.Build();

        for (var i = 0; i < 5000; i++)
        {
            builder.Append(2);
            builder.AppendNull();
            builder.Build().Release();
        }

        Assert.Equal([1L], held.Values);
        Assert.False(held.HasNulls);
    }

    [Fact]
    public void A_column_that_is_used_again_has_its_own_type_length_and_nulls()
    {
        var first = new FixedBuilder<long>(ColumnType.Int);
        first.Append(1);
        first.AppendNull();
        first.Build().Release();

        var second = new FixedBuilder<long>(ColumnType.Timestamp);
        second.Append(7);
        var column = (FixedColumn<long>)second.Build();

        Assert.Equal((ColumnType.Timestamp, 1, false), (column.Type, column.Length, column.HasNulls));
        Assert.Equal([7L], column.Values);
    }

    [Fact]
    public void Many_columns_at_once_never_share_a_buffer()
    {
        var columns = new List<(int Value, FixedColumn<long> Column)>();

        Parallel.For(0, 4, thread =>
        {
            var builder = new FixedBuilder<long>(ColumnType.Int);
            for (var i = 0; i < 2000; i++)
            {
                builder.Append(thread * 10_000 + i);
                var column = (FixedColumn<long>)builder.Build();
                if (i % 3 == 0) column.Release();
                else
                    lock (columns) columns.Add((thread * 10_000 + i, column));
            }
        });

        Assert.All(columns, kept => Assert.Equal([kept.Value], kept.Column.Values.ToArray().Select(value => (int)value)));
    }
}
