using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Expressions;

public class ExpressionBinderTests
{
    private static readonly Schema Sensors = Evaluate.Schema(
        ("PS1", ColumnType.Float), ("Tot sum", ColumnType.Int), ("name", ColumnType.String), ("ok", ColumnType.Bool), ("n", ColumnType.Int));

    private static readonly Batch Rows = Evaluate.Batch(Sensors,
        [1.5, 10L, "pump", true, 3L],
        [null, 20L, null, null, null],
        [double.NaN, long.MaxValue, "valve", false, 0L]);

    [Theory]
    [InlineData("PS1 * 2 + 1", 4.0, null, double.NaN)]
    [InlineData("[Tot sum] + 1", 11L, 21L, null)]
    [InlineData("[Tot sum] / n", 10.0 / 3, null, null)]
    [InlineData("name == 'pump'", true, null, false)]
    [InlineData("name + '!'", "pump!", null, "valve!")]
    [InlineData("ok and n > 2", true, null, false)]
    [InlineData("ok or n == 0", true, null, true)]
    [InlineData("name is null", false, true, false)]
    [InlineData("PS1 != 1", true, null, false)]
    [InlineData("if(ok, name, 'none')", "pump", "none", "none")]
    [InlineData("name in ('pump', 'x')", true, null, false)]
    [InlineData("n in (3, null)", true, null, null)]
    [InlineData("name like 'p%'", true, null, false)]
    [InlineData("n between 1 and 3", true, null, false)]
    [InlineData("n div 2", 1L, null, 0L)]
    [InlineData("ok", true, null, false)]
    public void Computes_a_value_for_each_row(string text, object? first, object? second, object? third) =>
        Assert.Equal([first, second, third], Evaluate.Over(Rows, text));

    [Fact]
    public void Selects_the_rows_for_which_a_condition_is_true()
    {
        var rows = new int[3];

        var count = Evaluate.Bind("ok or n == 0", Sensors).Select(Rows, rows);

        Assert.Equal([0, 2], rows[..count]);
    }

    [Theory]
    [InlineData("PS1 + ", "test.yaml:1:7: error SG401: The expression ends where a value was expected, in 'PS1 + '.")]
    [InlineData("1 + PS2", "test.yaml:1:5: error SG402: There is no column 'PS2' here.\n    Did you mean 'PS1'?")]
    [InlineData("sqr(PS1)", "test.yaml:1:1: error SG403: There is no function 'sqr'.\n    Did you mean 'sqrt'?")]
    [InlineData("1 + name", "test.yaml:1:3: error SG404: '+' does not take int and string.\n    Text is no number by itself: to_float(…) or to_int(…) reads one.")]
    [InlineData("sqrt(1, 2)", "test.yaml:1:1: error SG405: 'sqrt' does not take 2 arguments.\n    It takes sqrt(x: float) -> float.")]
    [InlineData("name like name", "test.yaml:1:11: error SG410: 'like' needs a constant text here.\n    It takes string like '…'.")]
    public void Points_at_what_is_wrong(string text, string problem) => Assert.Equal(problem, Evaluate.Problems(text, Sensors));

    [Fact]
    public void Reports_every_problem_at_once() => Assert.Equal(3, Evaluate.Problems("PS9 + foo(bar)", Sensors).Split("error").Length - 1);
}
