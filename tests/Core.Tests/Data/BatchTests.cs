using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class BatchTests
{
    private static readonly Schema One = new([new Field("a", ColumnType.Float)]);
    private static readonly Schema Two = new([new Field("a", ColumnType.Float), new Field("b", ColumnType.Int)]);

    [Fact]
    public void Extended_has_its_rows_with_more_columns()
    {
        var extended = Extended(Narrow());

        Assert.Equal([1.5, 2.5], extended.Floats(0).ToArray());
        Assert.Equal([7, 8], extended.Ints(1).ToArray());
    }

    [Fact]
    public void Extended_keeps_the_columns_of_a_batch_that_was_released()
    {
        var narrow = Narrow();
        var extended = Extended(narrow);

        narrow.Release();

        Assert.Equal([1.5, 2.5], extended.Floats(0).ToArray());
        extended.Release();
        Assert.Throws<ObjectDisposedException>(narrow.Release);
    }

    [Fact]
    public void Extended_lets_go_of_what_it_extends_only_once()
    {
        var narrow = Narrow();

        Extended(narrow).Release();

        Assert.Equal([1.5, 2.5], narrow.Floats(0).ToArray());
        narrow.Release();
        Assert.Throws<ObjectDisposedException>(narrow.Release);
    }

    [Fact]
    public void Refuses_new_columns_of_another_length()
    {
        var narrow = Narrow();

        Assert.Throws<ArgumentException>(() => narrow.Extend(Two, [narrow[0], Ints(7)]));
    }

    private static Batch Narrow() => new(One, [FixedColumn<double>.Of(ColumnType.Float, Rented(1.5, 2.5), 2)], 2);

    private static Batch Extended(Batch narrow) => narrow.Extend(Two, [narrow[0], Ints(7, 8)]);

    private static FixedColumn<long> Ints(params long[] values) => FixedColumn<long>.Of(ColumnType.Int, Rented(values), values.Length);

    private static T[] Rented<T>(params T[] values) where T : unmanaged
    {
        var rented = Buffers.Rent<T>(values.Length);
        values.CopyTo(rented, 0);
        return rented;
    }
}
