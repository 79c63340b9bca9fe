using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Correlations;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Tests.Transforms.Correlations;

public class CorrelateBinderTests
{
    private static readonly Schema Input = new([
        new("a", ColumnType.String), new("time", ColumnType.Timestamp), new("x", ColumnType.Float), new("y", ColumnType.Float),
    ])
    { EventTime = "time" };

    private static readonly CorrelateOptions Sound = new() { Tumbling = Duration.FromSeconds(10), Late = LatePolicy.Drop, Columns = ["x", "y"] };

    public static TheoryData<string, CorrelateOptions> Contradictions => new()
    {
        { ProblemCodes.LateNotSaid, Sound with { Late = null } },
        { ProblemCodes.NoPair, Sound with { Columns = ["x"] } },
        { ProblemCodes.NoPair, Sound with { Columns = ["x", "y", "x"] } },
        { ProblemCodes.NoPair, Sound with { Columns = null, Pairs = [["x", "x"]] } },
        { ProblemCodes.NoPair, Sound with { Columns = null, Pairs = [["x", "y"], ["y", "x"]] } },
        { ProblemCodes.NoPair, Sound with { Columns = null, Pairs = [["x", "y", "x"]] } },
        { "column", Sound with { Columns = ["x", "yy"] } },
        { "column", Sound with { Columns = null, Pairs = [["x", "yy"]] } },
        { ProblemCodes.ColumnTwice, Sound with { Key = ["a"] } },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Rejects_options_that_contradict(string code, CorrelateOptions options) =>
        Assert.Equal(code, Assert.Single(TransformHarness.ProblemsOf(new Correlate(options), Input).All).Code);
}
