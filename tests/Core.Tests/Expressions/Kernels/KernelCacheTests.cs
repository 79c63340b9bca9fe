using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Tests.Expressions.Kernels;

public class KernelCacheTests
{
    private static readonly Schema Schema = Evaluate.Schema(("x", ColumnType.Float), ("y", ColumnType.Float), ("n", ColumnType.Int), ("s", ColumnType.String));

    [Theory]
    [InlineData("(x + y) / 2", "(x+y) / 2")]
    [InlineData("if(n > 3, x, 1.5)", "if(n > 3, x, 1.5)")]
    [InlineData("s = 'PS1'", "s == 'PS1'")]
    public void Gives_the_same_kernel_for_the_same_expression(string one, string other) => Assert.Same(Values(one), Values(other));

    [Theory]
    [InlineData("x + y", "y + x")]
    [InlineData("x + y", "x - y")]
    [InlineData("x + 1", "x + 2")]
    [InlineData("x / 0.0", "x / -0.0")]
    [InlineData("x + n", "x + y")]
    [InlineData("max(x, y)", "max(x, y, y)")]
    [InlineData("s = 'PS1'", "s = 'PS2'")]
    public void Tells_expressions_apart(string one, string other) => Assert.NotSame(Values(one), Values(other));

    [Fact]
    public void Tells_values_from_selections_and_nulls_from_none()
    {
        var root = ((BoundExpression)Evaluate.Bind("x > y", Schema)).Root;

        Kernel[] kernels = [KernelCache.Values(root, false), KernelCache.Values(root, true), KernelCache.Selection(root, false), KernelCache.Selection(root, true)];

        Assert.Equal(4, kernels.Distinct().Count());
    }

    [Fact]
    public void Compiles_anew_what_has_prepared_arguments() => Assert.NotSame(Values("s like 'P%'"), Values("s like 'P%'"));

    private static Kernel Values(string text) => KernelCache.Values(((BoundExpression)Evaluate.Bind(text, Schema)).Root, nulls: false);
}
