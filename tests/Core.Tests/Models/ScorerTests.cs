using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class ScorerTests : IDisposable
{
    private static readonly Schema Three = new([new("a", ColumnType.Float), new("b", ColumnType.Int), new("c", ColumnType.Bool)]);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>More rows than one tile, with nulls and what is not finite at its borders.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Scores_each_row_as_if_it_came_alone(int rows)
    {
        using var scorer = New("in features float32 3\nout total float32 1\ngives sum\n", "input: { name: features, shape: [batch, 3] }", "scaler: { kind: standard, mean: [1, 2, 0.5], scale: [3, 7, 0.1] }");
        var batch = Batch(rows);

        scorer.Score(batch);

        for (var row = 0; row < rows; row++)
        {
            double?[] cells = [Value(row), row % 13 == 0 ? null : row * 3, row % 2];
            var features = cells.Select(cell => cell ?? 0.25).ToArray();
            double[] rounded = [(float)((features[0] - 1) / 3), (float)((features[1] - 2) / 7), (float)((features[2] - 0.5) / 0.1)];
            Assert.Equal(!double.IsFinite(features[0]), scorer.IsBad[row]);
            Assert.Equal((float)rounded.Sum(), scorer.Scores[row]);
        }

        Assert.Equal(Enumerable.Range(0, rows).Count(row => row % 13 == 0) + Enumerable.Range(0, rows).Count(row => Value(row) is null), scorer.Features.TakeDefaulted());
    }

    [Fact]
    public void Several_inputs_take_the_features_in_order()
    {
        using var scorer = New(
            "in second float64 1\nin first float32 2\nout total float32 1\ngives copy\n",
            "inputs: [{ name: first, shape: [batch, 2] }, { name: second, type: float64, shape: [batch, 1] }]", "");

        scorer.Score(Batch(3));

        // The model has them in another order, and gives its first one back.
        Assert.Equal([0.0, 1.0, 0.0], scorer.Scores[..3].ToArray());
    }

    [Fact]
    public void Rows_of_an_earlier_larger_batch_are_forgotten()
    {
        using var scorer = New("in features float32 3\nout total float32 1\ngives sum\n", "input: { name: features, shape: [batch, 3] }", "");
        scorer.Score(Batch(200));

        scorer.Score(Batch(2));

        Assert.False(scorer.IsBad[..2].Contains(true));
    }

    private static double? Value(int row) => row switch
    {
        5 => double.NaN,
        63 => double.PositiveInfinity,
        64 or 130 => null,
        _ => row / 4.0,
    };

    private static Batch Batch(int rows)
    {
        var builder = new BatchBuilder(Three);
        for (var row = 0; row < rows; row++) builder.Row(Value(row), row % 13 == 0 ? null : row * 3L, row % 2 == 1);
        return builder.Build();
    }

    private Scorer New(string model, string inputs, string scaler)
    {
        var yaml = FakeBundle.SumYaml.Replace("input: { name: features, type: float32, shape: [batch, 2] }", inputs, StringComparison.Ordinal)
            .Replace("[a, b]", "[a, b, c]", StringComparison.Ordinal).Replace("missing: 0.5", "missing: 0.25", StringComparison.Ordinal);
        FakeBundle.Write(_folder.Path, model, $"{yaml}\n{scaler}\n");
        var problems = new Problems();
        var bundle = BundleReader.Read(_folder.Path, problems) ?? throw new InvalidOperationException(string.Join('\n', problems.All));
        return new Scorer(LoadedModel.Load(bundle, new FakeModelFormat(), new ModelOptions()), FeatureColumns.Bind(bundle, Three, default, problems)!, []);
    }
}
