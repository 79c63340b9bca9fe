using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Testing;

/// <summary>A file of tests beside a pipeline file, as written: rows are typed once the pipeline is planned.</summary>
/// <param name="Path">Where it was read.</param>
/// <param name="Pipeline">Path of the pipeline file: the one named, or <c>x.yaml</c> for <c>x.test.yaml</c>.</param>
/// <param name="Profile">For tests that name none.</param>
/// <param name="Tests">In the order of the file.</param>
internal sealed record TestFile(string Path, string Pipeline, string? Profile, IReadOnlyList<TestCase> Tests);

/// <summary>One test: what comes in, how time passes, what must come out.</summary>
internal sealed record TestCase(TestOptions Options, Location Location, IReadOnlyList<InputStep> Input, IReadOnlyList<Expectation> Expect);

/// <summary>Keys of a test beside <c>input</c> and <c>expect</c>.</summary>
internal sealed record TestOptions
{
    /// <summary>What the test shows, as a sentence.</summary>
    public required string Name { get; init; }

    /// <summary>The profile to merge.</summary>
    public string? Profile { get; init; }

    /// <summary>Path in the pipeline file to value, as with <c>--set</c>.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Environment variables; the pipeline file sees no others.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>The input ends behind its last row; otherwise the stream stays open and open windows stay unseen.</summary>
    public bool End { get; init; }

    /// <summary>What time it is when the test begins; unless written event times are not compared with the clock, and max_future refuses nothing.</summary>
    public string? Clock { get; init; }

    /// <summary>
    /// Behind so many rows of the input the pipeline is killed, and goes on from its checkpoint, which was taken before the
    /// last of them: 1 row, 3 rows.
    /// </summary>
    public Extent? CrashAfter { get; init; }

    /// <summary>Floats agree when they differ by no more than this share, below 1 by this much.</summary>
    [NotNegative]
    public double Tolerance { get; init; } = 1e-9;

    /// <summary>Codes of the problems that the pipeline must have, in any order.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>One step of a test's input.</summary>
internal abstract record InputStep(Location Location)
{
    /// <summary>It brings a row, or a record that becomes one.</summary>
    public virtual bool IsRow => true;
}

/// <summary>A row of a source, by column; columns not named are null.</summary>
internal sealed record RowStep(Location Location, string Source, string Partition, MapNode Row) : InputStep(Location);

/// <summary>A record as the source would read it, for its decoder.</summary>
internal sealed record RawStep(Location Location, string Source, string Partition, string Text) : InputStep(Location);

/// <summary>The clock moves on, after all that came before has gone through.</summary>
internal sealed record AdvanceStep(Location Location, Duration By) : InputStep(Location)
{
    public override bool IsRow => false;
}

/// <summary>What a component must have sent: every row of it, each naming the columns that matter.</summary>
/// <param name="Component">Its name; with <c>.dead</c> behind it, its dead letters.</param>
/// <param name="Location">Where the name stands.</param>
/// <param name="Rows">The rows as written.</param>
/// <param name="Ordered">They must come in this order.</param>
/// <param name="Tolerance">In place of the test's.</param>
internal sealed record Expectation(string Component, Location Location, IReadOnlyList<MapNode> Rows, bool Ordered, double? Tolerance)
{
    private const string Suffix = ".dead";

    /// <summary>Where the key stands whose value the rows are: the component's, or <c>rows</c> below it.</summary>
    public required Location RowsAt { get; init; }

    public bool IsDead => Component.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The component's name without <c>.dead</c>.</summary>
    public string Target => IsDead ? Component[..^Suffix.Length] : Component;
}
