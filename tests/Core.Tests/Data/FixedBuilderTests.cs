using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class FixedBuilderTests
{
    [Fact]
    public void A_column_that_nobody_holds_is_filled_again_where_asked()
    {
        var builder = new FixedBuilder<long>(ColumnType.Int, reuses: true);
        builder.Append(1);
        builder.AppendNull();
        var first = builder.Build();
        first.Release();

        builder.Append(2);
        var second = builder.Build();

        Assert.Same(first, second);
        Assert.Equal((1, 2L, false), (second.Length, second.Boxed(0), second.HasNulls));
        second.Release();
        Assert.Throws<ObjectDisposedException>(second.Release);
    }

    [Fact]
    public void A_column_that_is_held_stays_as_it_is()
    {
        var builder = new FixedBuilder<double>(ColumnType.Float, reuses: true);
        builder.Append(1.5);
        var held = builder.Build();

        builder.Append(2.5);
        var next = builder.Build();

        Assert.NotSame(held, next);
        Assert.Equal((1.5, 2.5), (held.Boxed(0), next.Boxed(0)));
    }

    [Fact]
    public void Unasked_no_column_comes_back()
    {
        var builder = new FixedBuilder<long>(ColumnType.Int);
        builder.Append(1);
        var first = builder.Build();
        first.Release();

        builder.Append(2);

        Assert.NotSame(first, builder.Build());
    }
}
