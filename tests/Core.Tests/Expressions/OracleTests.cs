using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Tests.Expressions.Oracle;

namespace StreamGuard.Core.Tests.Expressions;

/// <summary>
/// Kernels against the plain interpreter, over random expressions and rows. A failure prints the smallest part of the
/// expression that differs, the row and the seed.
/// </summary>
public class OracleTests
{
    private const int ExpressionsPerSeed = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Kernels_give_what_the_interpreter_gives(int seed)
    {
        var random = new Random(seed);
        var (samples, rows) = (new SampleGenerator(random), new SampleRows(random));

        for (var i = 0; i < ExpressionsPerSeed; i++)
        {
            var sample = samples.Next(depth: 1 + (i % 4));
            Batch[] batches = [rows.Next(random.Next(1, 200)), rows.Next(1), rows.Next(70), rows.Next(0)];
            foreach (var batch in batches)
            {
                if (Difference(sample.Text, batch) is null) continue;
                var smallest = sample.All().Where(part => Difference(part.Text, batch) is not null).MinBy(part => part.Text.Length)!;
                Assert.Fail($"seed {seed}: {Difference(smallest.Text, batch)}\nin {sample.Text}");
            }
        }
    }

    private static string? Difference(string text, Batch batch)
    {
        var syntax = Parser.Parse(text);
        var expression = Evaluate.Bind(text, SampleRows.Schema);
        var column = expression.Evaluate(batch);
        var met = new List<int>();
        for (var row = 0; row < batch.Rows; row++)
        {
            var values = SampleRows.Row(batch, row);
            var expected = new Interpreter(SampleRows.Types, values).Evaluate(syntax);
            var actual = SampleRows.ForOracle(column, row);
            if (expected is true) met.Add(row);
            if (!Same(expected, actual, expression.Type))
                return $"{text} is {actual ?? "null"}, not {expected ?? "null"}, where {string.Join(", ", values.Where(each => text.Contains(each.Key, StringComparison.Ordinal)))}";
        }

        if (expression.Type.Kind != Kind.Bool) return null;
        var selected = new int[batch.Rows];
        var count = expression.Select(batch, selected);
        return met.SequenceEqual(selected[..count]) ? null : $"{text} selects {string.Join(" ", selected[..count])}, not {string.Join(" ", met)}";
    }

    private static bool Same(object? expected, object? actual, ColumnType type) => (expected, actual) switch
    {
        (double a, double b) => a.Equals(b) || a == b,
        (long a, double b) when type.Kind == Kind.Float => a == b,
        _ => Equals(expected, actual),
    };
}
