using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public sealed class ScoreTests : IDisposable
{
    private static readonly Schema Two = new([new Field("a", ColumnType.Float), new Field("b", ColumnType.Int)]);

    private readonly TempFolder _folder = new();
    private readonly FakeModelFormat _format = new();
    private readonly List<Score> _made = [];

    public void Dispose()
    {
        foreach (var score in _made) score.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Adds_score_and_verdict()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path) });

        run.Feed([1.5, 2L], [9.5, 1L]);

        Assert.Equal([3.5, 10.5], run.Column("total").Cast<double>());
        Assert.Equal([false, true], run.Column("above_threshold").Cast<bool>());
        Assert.Equal(2, run.Account.Passed);
    }

    [Fact]
    public void Puts_the_default_in_for_nulls_and_counts_them()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path) });

        run.Feed([null, 2L], [null, null], [1.0, 1L]);

        Assert.Equal([2.5, 1.0, 2.0], run.Column("total").Cast<double>());
        Assert.Equal(3, Count(run, "defaulted"));
    }

    [Fact]
    public void Names_the_greatest_values_of_an_output()
    {
        var yaml = FakeBundle.SumYaml.Replace("batch, 2", "batch, 1, 2", StringComparison.Ordinal).Replace("total, type: float32, shape: [batch, 1]", "again, type: float32, shape: [batch, 1, 2], classes: [left, right], column: 0", StringComparison.Ordinal);
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, FakeBundle.Copy, yaml), Emit = new Dictionary<string, string> { ["first"] = "top(again, 1)", ["both"] = "top( again , 5 )" } });

        run.Feed([1.0, 2L], [3.0, 2L], [2.0, 2L], [-1.0, 0L], [double.NaN, 1L]);

        Assert.Equal(["right", "left", "left", "", null], run.Column("first").Select(Joined));
        Assert.Equal(["right left", "left right", "left right", "", null], run.Column("both").Select(Joined));

        static string? Joined(object? names) => names is object?[] list ? string.Join(' ', list) : null;
    }

    [Fact]
    public void Refuses_the_greatest_of_what_has_no_names()
    {
        var problems = Problems(new() { Model = FakeBundle.Write(_folder.Path), Emit = new Dictionary<string, string> { ["why"] = "top(total, 1)" } });

        Assert.Equal("'top(total, 1)' needs an output with names for its values, and how many of them.", Assert.Single(problems).Message);
    }

    [Fact]
    public void Scales_in_float64_and_scores_an_autoencoder()
    {
        var yaml = FakeBundle.SumYaml.Replace("batch, 2", "batch, 1, 2", StringComparison.Ordinal).Replace("total, type: float32, shape: [batch, 1]", "again, type: float32, shape: [batch, 1, 2]", StringComparison.Ordinal)
            .Replace("kind: value", "kind: mean_squared_error", StringComparison.Ordinal) + "\nscaler: { kind: standard, mean: [1, 2], scale: [3, 7] }\n";
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, FakeBundle.Copy, yaml) });

        run.Feed([0.1, 4L]);

        var (first, second) = ((0.1 - 1) / 3, (4.0 - 2) / 7);
        var error = (((first - (float)first) * (first - (float)first)) + ((second - (float)second) * (second - (float)second))) / 2;
        Assert.Equal(error, Assert.Single(run.Column("total")));
    }

    [Fact]
    public void Gives_nulls_for_what_is_not_finite_and_says_how_many()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path), Emit = new Dictionary<string, string> { ["s"] = "score", ["v"] = "above_threshold", ["o"] = "total", ["by"] = "version" } });

        run.Feed([double.NaN, 2L], [double.PositiveInfinity, 2L], [1.0, 2L]);

        Assert.Equal([null, null, 3.0], run.Column("s"));
        Assert.Equal([null, null, false], run.Column("v"));
        Assert.Equal([null, null, 3.0], run.Column("o"));
        Assert.Equal(["1", "1", "1"], run.Column("by"));
        Assert.Equal(2, Count(run, "not_finite"));
    }

    [Fact]
    public void Sends_what_is_not_finite_to_the_dead_letters_with_its_feature()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path), NonFinite = NonFinite.DeadLetter });

        run.Feed([double.NaN, 2L], [1.0, 2L], [1e308, 2L]);

        Assert.Equal([3.0], run.Column("total").Cast<double>());
        Assert.Equal(["cannot be scored: a is NaN", "cannot be scored: the score is not finite"], run.Dead.Select(dead => dead.Reason));
    }

    [Fact]
    public void Scores_what_is_not_finite_where_told_to()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path), NonFinite = NonFinite.Score });

        run.Feed([double.PositiveInfinity, 2L], [double.NaN, 2L]);

        Assert.Equal([double.PositiveInfinity, double.NaN], run.Column("total").Cast<double>());
        Assert.Equal([true, false], run.Column("above_threshold").Cast<bool>());
    }

    [Fact]
    public void Gives_vectors_and_their_items()
    {
        const string model = "in features float32 2\nout total float32 3\nout kind int64 1\ngives sum\n";
        var yaml = FakeBundle.SumYaml.Replace("output: { name: total, type: float32, shape: [batch, 1] }", "outputs: { total: { name: total, shape: [batch, 3], column: 0 }, label: { name: kind, type: int64, shape: [batch, 1] } }", StringComparison.Ordinal);
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, model, yaml), Emit = new Dictionary<string, string> { ["all"] = "total", ["last"] = "total[2]", ["label"] = "kind" } });

        run.Feed([1.0, 2L]);

        Assert.Equal([3.0, 4.0, 5.0], ((object?[])run.Column("all")[0]!).Cast<double>());
        Assert.Equal(5.0, run.Column("last")[0]);
        Assert.Equal(3L, run.Column("label")[0]);
    }

    [Fact]
    public void Reads_features_by_expression_source_and_alias()
    {
        var yaml = FakeBundle.SumYaml.Replace("features: [a, b]", "features: [{ ratio: a / 4 }, flow]\nfrom: { flow: Duration }\naliases: { Duration: b }", StringComparison.Ordinal);
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, yaml: yaml) });

        run.Feed([2.0, 3L]);

        Assert.Equal(3.5, run.Column("total")[0]);
    }

    [Fact]
    public void Warns_of_a_feature_without_a_column_where_there_is_a_default()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml.Replace("[a, b]", "[a, c]", StringComparison.Ordinal)) });

        run.Feed([2.0, 3L]);

        Assert.Equal(2.5, run.Column("total")[0]);
        Assert.Equal("the feature of 'adder' has no column: c. It is 0.5 in every row.", Assert.Single(run.Binder.Problems.All).Message);
        Assert.Equal(0, Count(run, "defaulted"));
    }

    [Fact]
    public void Refuses_a_feature_without_a_column_where_there_is_no_default()
    {
        var yaml = FakeBundle.SumYaml.Replace("[a, b]", "[a, c]", StringComparison.Ordinal).Replace("missing: 0.5", "missing: none occur", StringComparison.Ordinal);

        var problem = Assert.Single(Problems(new() { Model = FakeBundle.Write(_folder.Path, yaml: yaml) }));

        Assert.Equal((Severity.Error, "the feature of 'adder' has no column: c."), (problem.Severity, problem.Message));
    }

    [Fact]
    public void Null_is_not_finite_where_there_is_no_default()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml.Replace("missing: 0.5", "missing: none occur", StringComparison.Ordinal)), NonFinite = NonFinite.DeadLetter });

        run.Feed([null, 1L]);

        Assert.Equal("cannot be scored: a is null", Assert.Single(run.Dead).Reason);
    }

    [Fact]
    public void Loads_what_was_checked_and_nothing_else()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path), Threads = 2, Arena = false, Execution = ModelExecution.Parallel });
        run.Feed([1.0, 2L]);

        Assert.Equal([new ModelOptions { Threads = 2, Arena = false, Execution = ModelExecution.Parallel }], _format.Loaded);

        File.AppendAllText(Path.Combine(_folder.Path, "model.fake"), "\n");
        var error = Assert.Throws<ModelException>(() => Start(new() { Model = _folder.Path }).Feed([1.0, 2L]));
        Assert.Contains("bundle.yaml:3:16: 'model.fake' has sha256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_model_of_another_shape_with_both_shapes()
    {
        FakeBundle.Write(_folder.Path, FakeBundle.Sum.Replace("float32 2", "float32 3", StringComparison.Ordinal));

        var error = Assert.Throws<ModelException>(() => Start(new() { Model = _folder.Path }).Feed([1.0, 2L]));

        Assert.EndsWith("does not fit bundle.yaml: input 'features' is float32 [batch, 3] in the model, and float32 [batch, 2] in the bundle", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelTrouble.Pass)]
    [InlineData(ModelTrouble.DeadLetter)]
    public void Goes_on_without_a_model_where_told_to(ModelTrouble onError)
    {
        FakeBundle.Write(_folder.Path, "cut off");
        var run = Start(new() { Model = _folder.Path, OnError = onError });

        run.Feed([1.0, 2L]);

        Assert.Equal(1, Count(run, "not_scored"));
        if (onError == ModelTrouble.Pass) Assert.Equal([null], run.Column("total"));
        else Assert.StartsWith("the model cannot be loaded: ", Assert.Single(run.Dead).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Sends_a_batch_to_the_dead_letters_when_the_model_fails()
    {
        FakeBundle.Write(_folder.Path, FakeBundle.Sum.Replace("gives sum", "gives failure", StringComparison.Ordinal));
        var run = Start(new() { Model = _folder.Path, OnError = ModelTrouble.DeadLetter });

        run.Feed([1.0, 2L], [2.0, 3L]);

        Assert.All(run.Dead, dead => Assert.Contains("told to fail", dead.Reason, StringComparison.Ordinal));
        Assert.Equal(2, run.Account.DeadLettered);
    }

    [Fact]
    public void Lets_go_of_its_model()
    {
        var run = Start(new() { Model = FakeBundle.Write(_folder.Path) });
        run.Feed([1.0, 2L]);

        _made[0].Dispose();

        Assert.Equal(1, _format.Disposed);
    }

    private static double Count(TransformHarness run, string name) => run.Account.Figures.All.Single(figure => figure.Name == name).Value;

    private TransformHarness Start(ScoreOptions options, Schema? schema = null)
    {
        var score = new Score(options);
        _made.Add(score);
        return new TransformHarness(score, binder => binder.ModelFormats["fake"] = _format, schema ?? Two);
    }

    private IReadOnlyList<Problem> Problems(ScoreOptions options)
    {
        var binder = new TestBinder();
        binder.ModelFormats["fake"] = _format;
        Assert.Null(new Score(options).Bind(new TransformBinding(binder, [Two], ["input"])));
        return binder.Problems.All;
    }
}
