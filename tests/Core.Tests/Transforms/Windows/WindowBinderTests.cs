using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Windows;
using static StreamGuard.Core.Tests.Transforms.Windows.WindowSetup;

namespace StreamGuard.Core.Tests.Transforms.Windows;

public class WindowBinderTests
{
    private static readonly Duration Second = Duration.FromSeconds(1);

    public static TheoryData<string, WindowOptions> Contradictions => new()
    {
        { ProblemCodes.LateNotSaid, Tumbling(1) with { Late = null } },
        { ProblemCodes.LateNotSaid, Session(1) with { Late = null } },
        { ProblemCodes.WindowHasNoUse, Count(3) with { Late = LatePolicy.Drop } },
        { ProblemCodes.WindowHasNoUse, Tumbling(1) with { AllowedLateness = Second } },
        { ProblemCodes.WindowHasNoUse, Session(1) with { Offset = Second } },
        { ProblemCodes.LatenessMissing, Tumbling(1) with { Late = LatePolicy.Update } },
        { ProblemCodes.SessionUpdated, Session(1) with { Emit = WindowEmit.OnUpdate } },
        { ProblemCodes.SessionUpdated, Session(1) with { Late = LatePolicy.Update, AllowedLateness = Second } },
        { ProblemCodes.HopAboveSize, Tumbling(1) with { Tumbling = null, Hopping = new HoppingOptions { Size = Second, Every = Duration.FromSeconds(2) } } },
        { ProblemCodes.PivotValueTwice, Tumbling(1) with { Pivot = new PivotOptions { Column = "machine", Values = ["a", "b", "a"] } } },
        { ProblemCodes.ColumnTwice, Tumbling(1) with { Aggregate = Aggregating(("machine", "count()")) } },
        { ProblemCodes.ColumnTwice, Tumbling(1) with { Key = ["machine", "machine"] } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Rejects_options_that_contradict(string code, WindowOptions options) =>
        Assert.Equal(code, Assert.Single(TransformHarness.ProblemsOf(new Window(options), Readings).All).Code);

    [Fact]
    public void Rejects_streams_without_event_time_or_with_revisions()
    {
        var timeless = new Schema(Readings.Fields);
        var updating = new Schema(Readings.Fields) { EventTime = "time", IsUpdating = true };

        Assert.Equal(ProblemCodes.NeedsEventTime, Assert.Single(TransformHarness.ProblemsOf(new Window(Tumbling(1)), timeless).All).Code);
        Assert.Equal(ProblemCodes.UpdatingInput, Assert.Single(TransformHarness.ProblemsOf(new Window(Tumbling(1)), updating).All).Code);
        var slope = Count(2) with { Aggregate = Aggregating(("s", "slope(value)")) };
        Assert.Equal(ProblemCodes.NeedsEventTime, Assert.Single(TransformHarness.ProblemsOf(new Window(slope), timeless).All).Code);
    }

    [Fact]
    public void Says_how_keys_may_be_shared_out_and_how_much_state_there_is()
    {
        var window = Harness(Tumbling(10));
        var counts = Harness(Count(5));
        var medians = Harness(Session(10) with { Aggregate = Aggregating(("m", "median(value)")) });

        Assert.Equal(["machine"], window.Binder.KeyColumns);
        Assert.Equal(["window_end", "machine"], window.Binder.MergeOrder);
        Assert.Equal("(disorder + 10s) / 10s windows × keys with rows in them, 80 bytes each", window.Binder.StateBound);
        Assert.Equal("every key keeps a window until it has 5 rows, and nothing bounds the keys", counts.Binder.StateBound);
        Assert.Equal("median keeps the values of a session, which lasts as long as rows come", medians.Binder.StateBound);
        Assert.Equal((true, false, false), (window.Binder.StateIsBounded, counts.Binder.StateIsBounded, medians.Binder.StateIsBounded));
        Assert.Contains("which rows share a window depends on the order of arrival", counts.Binder.Notes);
    }
}
