using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

/// <summary>Version 1 gives the sum of a and b, version 2 gives a.</summary>
public sealed class ScoreSwapTests : IDisposable
{
    private static readonly Schema Two = new([new Field("a", ColumnType.Float), new Field("b", ColumnType.Float)]);
    private static readonly Dictionary<string, string> Emit = new() { ["total"] = "score", ["by"] = "version" };

    private readonly TempFolder _folder = new();
    private readonly FakeModelFormat _format = new();
    private readonly List<Score> _made = [];

    public ScoreSwapTests()
    {
        WriteVersion("1", FakeBundle.Sum);
        WriteVersion("2", FakeBundle.Sum.Replace("gives sum", "gives copy", StringComparison.Ordinal));
        Promote("1");
    }

    public void Dispose()
    {
        foreach (var score in _made) score.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Takes_the_next_version_at_a_barrier_and_not_before()
    {
        var run = Start(new() { Model = _folder.Path, Emit = Emit }, out var score);
        run.Feed([1.0, 2.0]);
        Promote("2");
        await LookAsync(score);

        run.Feed([1.0, 2.0]);
        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal([3.0, 3.0, 1.0], run.Column("total").Cast<double>());
        Assert.Equal(["1", "1", "2"], run.Column("by"));
        Assert.Equal(1, _format.Disposed);
        Assert.Equal(1, Figure(run, "swaps").Value);
        Assert.Equal("2", Figure(run, "version").Text);
    }

    [Fact]
    public async Task The_old_version_goes_on_while_the_new_one_is_loaded()
    {
        var run = Start(new() { Model = _folder.Path, Emit = Emit }, out var score);
        run.Feed([1.0, 2.0]);
        var loading = new TaskCompletionSource();
        _format.MayLoad = loading.Task;
        Promote("2");
        score.Reload();

        run.Barrier();
        run.Feed([1.0, 2.0]);
        loading.SetResult();
        await score.Looking;
        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal(["1", "1", "2"], run.Column("by"));
    }

    [Theory]
    [InlineData("model.fake", "gives nothing", "'model.fake' has sha256")]
    [InlineData("bundle.yaml", "name: adder", "bundle.yaml:1:1: error")]
    [InlineData("bundle.yaml", "", "A bundle.yaml must be a map")]
    public async Task Refuses_a_bad_version_and_goes_on_with_the_old_one(string file, string content, string expected)
    {
        var run = Start(new() { Model = _folder.Path, Emit = Emit }, out var score);
        run.Feed([1.0, 2.0]);
        _folder.Write($"2/{file}", content);
        Promote("2");
        await LookAsync(score);

        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal(["1", "1"], run.Column("by"));
        Assert.Contains(expected, Figure(run, "refused").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_version_that_gives_other_columns()
    {
        var run = Start(new() { Model = _folder.Path, Emit = new Dictionary<string, string> { ["out"] = "total" } }, out var score);
        run.Feed([1.0, 2.0]);
        WriteVersion("2", "in features float32 2\nout total int64 1\ngives sum\n", "total, type: float32, shape: [batch, 1] }", "total, type: int64, shape: [batch, 1] }");
        Promote("2");
        await LookAsync(score);

        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.EndsWith("it gives out: int in the place of out: float", Figure(run, "refused").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_back_before_the_next_one_has_taken_over()
    {
        var run = Start(new() { Model = _folder.Path, Emit = Emit }, out var score);
        run.Feed([1.0, 2.0]);
        Promote("2");
        await LookAsync(score);
        Promote("1");
        await LookAsync(score);

        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal(["1", "1"], run.Column("by"));
    }

    [Fact]
    public async Task Goes_on_behind_a_checkpoint_with_its_version_and_follows_LATEST_at_the_first_barrier()
    {
        var before = Start(new() { Model = _folder.Path, Emit = Emit }, out _);
        before.Feed([1.0, 2.0], [null, 1.0]);
        before.Barrier();
        var saved = before.Save();
        Promote("2");

        var run = Start(new() { Model = _folder.Path, Emit = Emit }, out var score);
        run.Restore(saved).Feed([1.0, 2.0]);
        await score.Looking;
        run.Feed([1.0, 2.0]);
        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal(["1", "1", "2"], run.Column("by"));
        Assert.Equal(1, Figure(run, "defaulted").Value);
    }

    [Fact]
    public void Says_clearly_that_the_version_of_a_checkpoint_is_gone()
    {
        var before = Start(new() { Model = _folder.Path, Emit = Emit }, out _);
        before.Feed([1.0, 2.0]);
        var saved = before.Save();
        Promote("2");
        Directory.Delete(_folder["1"], recursive: true);

        var error = Assert.Throws<ModelException>(() => Start(new() { Model = _folder.Path, Emit = Emit }, out _).Restore(saved).Feed([1.0, 2.0]));

        Assert.Equal(
            $"the checkpoint was taken with version '1' of '{_folder.Path}', and that is gone: there is no version '1' in '{_folder.Path}'; there are 2. Put it back, or name another with model: and start with --allow-state-loss",
            error.Message);
    }

    [Fact]
    public void Says_clearly_that_the_version_of_a_checkpoint_is_another_now()
    {
        var before = Start(new() { Model = _folder.Path, Emit = Emit }, out _);
        before.Feed([1.0, 2.0]);
        var saved = before.Save();
        WriteVersion("1", FakeBundle.Sum + "\n");

        var error = Assert.Throws<ModelException>(() => Start(new() { Model = _folder.Path, Emit = Emit }, out _).Restore(saved).Feed([1.0, 2.0]));

        Assert.Contains($"what is in '{_folder["1"]}' now is another model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_by_the_clock()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        var run = Start(new() { Model = _folder.Path, Emit = Emit, Reload = Duration.FromSeconds(60) }, out var score, clock);
        run.Feed([1.0, 2.0]);
        Promote("2");

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.True(score.Looking.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await score.Looking;
        run.Barrier();
        run.Feed([1.0, 2.0]);

        Assert.Equal(["1", "2"], run.Column("by"));
    }

    [Fact]
    public void Shows_how_a_shadow_agrees()
    {
        var run = Start(new() { Model = _folder["1"], Shadow = _folder["2"], Emit = Emit }, out _);

        run.Feed([1.0, 2.0], [11.0, 2.0], [1.0, 20.0], [double.NaN, 1.0]);

        Assert.Equal(["1", "1", "1", "1"], run.Column("by"));
        Assert.Equal(3, Figure(run, "shadow_compared").Value);
        Assert.Equal(2 / 3.0, Figure(run, "shadow_agreement").Value);
        Assert.Equal("2", Figure(run, "shadow_version").Text);
    }

    [Fact]
    public void A_shadow_that_is_no_good_stops_nothing()
    {
        _folder.Write("2/model.fake", "other");
        var run = Start(new() { Model = _folder["1"], Shadow = _folder["2"], Emit = Emit }, out _);

        run.Feed([1.0, 2.0]);

        Assert.Equal([3.0], run.Column("total").Cast<double>());
        Assert.Contains("'model.fake' has sha256", Figure(run, "shadow_trouble").Text, StringComparison.Ordinal);
    }

    private static async Task LookAsync(Score score)
    {
        score.Reload();
        await score.Looking;
    }

    private static Figure Figure(TransformHarness run, string name) => run.Account.Figures.All.Single(figure => figure.Name == name);

    private void WriteVersion(string version, string model, string from = "version: 1", string? to = null)
    {
        var yaml = FakeBundle.SumYaml.Replace(from, to ?? from, StringComparison.Ordinal).Replace("version: 1", $"version: {version}", StringComparison.Ordinal);
        FakeBundle.Write(_folder[version], model, yaml);
    }

    private void Promote(string version) => _folder.Write("LATEST", version);

    private TransformHarness Start(ScoreOptions options, out Score score, TimeProvider? clock = null)
    {
        var made = score = new Score(options);
        _made.Add(made);
        return new TransformHarness(made, clock, binder => binder.ModelFormats["fake"] = _format, Two);
    }
}
