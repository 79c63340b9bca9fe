using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Tests.Expressions.Kernels;

public class KernelCacheTests
{
    private static readonly Schema Schema = Evaluate.Schema(("x", ColumnType.Float), ("y", ColumnType.Float), ("n", ColumnType.Int), ("s", ColumnType.String), ("t", ColumnType.String), ("z", ColumnType.Float));

    [Theory]
    [InlineData("(x + y) / 2", "(x+y) / 2")]
    [InlineData("if(n > 3, x, 1.5)", "if(n > 3, x, 1.5)")]
    [InlineData("s = 'PS1'", "s == 'PS1'")]
    [InlineData("x - y", "y - x")]
    [InlineData("x - y", "y - z")]
    [InlineData("s = 'PS1' or t = 'PS2'", "t = 'PS3' or s = 'PS3'")]
    public void Gives_the_same_kernel_for_the_same_expression_whatever_its_columns_and_texts(string one, string other) => Assert.Same(Values(one), Values(other));

    [Theory]
    [InlineData("x + y", "x + x")]
    [InlineData("x + y", "x - y")]
    [InlineData("x + 1", "x + 2")]
    [InlineData("x / 0.0", "x / -0.0")]
    [InlineData("x + n", "x + y")]
    [InlineData("max(x, y)", "max(x, y, y)")]
    [InlineData("s = 'PS1'", "s < 'PS1'")]
    [InlineData("s = t", "s = s")]
    public void Tells_expressions_apart(string one, string other) => Assert.NotSame(Values(one), Values(other));

    [Fact]
    public void Tells_values_from_selections_and_nulls_from_none()
    {
        var shape = Shape("x > y");

        Kernel[] kernels = [KernelCache.Values(shape, false), KernelCache.Values(shape, true), KernelCache.Selection(shape, false), KernelCache.Selection(shape, true)];

        Assert.Equal(4, kernels.Distinct().Count());
    }

    [Fact]
    public void Compiles_anew_what_has_prepared_arguments() => Assert.NotSame(Values("s like 'P%'"), Values("s like 'P%'"));

    [Fact]
    public void Expressions_that_share_a_kernel_read_their_own_columns_and_texts()
    {
        var row = Evaluate.Batch(Schema, [3.0, 2.0, 1L, "PS1", "PS2", 0.5]);

        Assert.Equal([1.0, -1.0, 1.5], Each("x - y", "y - x", "y - z"));
        Assert.Equal([true, false, true], Each("s = 'PS1' or t = 'none'", "s = 'PS2' or t = 'PS1'", "s = 'none' or t = 'PS2'"));
        Assert.Equal(["PS1-a-b", "PS2-b-a"], Each("concat(s, '-a', '-b')", "concat(t, '-b', '-a')"));

        IEnumerable<object?> Each(params string[] expressions) => expressions.Select(text => Evaluate.Over(row, text)[0]);
    }

    [Fact]
    public async Task Lanes_that_need_a_kernel_at_the_same_time_get_the_same()
    {
        var shape = Shape("x * 17 + n * 3 - y");

        var kernels = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => KernelCache.Values(shape, nulls: false))));

        Assert.Single(kernels.Distinct());
    }

    private static Kernel Values(string text) => KernelCache.Values(Shape(text), nulls: false);

    private static KernelShape Shape(string text) => KernelShape.Of(((BoundExpression)Evaluate.Bind(text, Schema)).Root);
}
