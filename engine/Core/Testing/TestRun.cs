using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Testing;

/// <summary>
/// Runs one test with the real planner and runtime. After each step it waits until nothing moves any more, so that what
/// comes does not depend on threads.
/// </summary>
internal sealed class TestRun(TestFile file, TestCase test, Registry registry)
{
    private static readonly DateTimeOffset SomeTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock _clock = new(test.Options.Clock is { } clock && Timestamps.TryParse(clock, out var start) ? Timestamps.ToDateTime(start) : SomeTime);

    /// <summary>Why the test fails; empty when it passes.</summary>
    public Problems Problems { get; } = new();

    /// <summary>One for each expectation, once the test has run.</summary>
    public List<ExpectationCheck> Checks { get; } = [];

    public async Task RunAsync()
    {
        var found = new Problems();
        var definition = PipelineLoader.Load(Request(), registry, found);
        var plan = definition is null ? null : Planner.Plan(definition, registry, _clock, found);
        CompareProblems(found);
        if (definition is null || plan is null || found.HasErrors || !NamesAreKnown(plan)) return;

        var bench = new TestBench(definition, test.Expect);
        if (Planner.Plan(bench.Definition, registry, _clock, new Problems()) is not { } benched)
            throw new InvalidOperationException($"the plan of test '{test.Options.Name}' does not hold with stand-ins for its sources");
        var script = new TestScript(test, benched, bench, Problems);
        if (script.Steps is null || ExpectedRows(plan) is not { } expected) return;
        await PlayAsync(script, benched, bench).ConfigureAwait(false);
        Compare(plan, bench, expected);
    }

    private LoadRequest Request() => new(file.Pipeline)
    {
        Profile = test.Options.Profile ?? file.Profile,
        Set = [.. test.Options.Set.Select(each => (each.Key, each.Value))],
        Environment = name => test.Options.Env.GetValueOrDefault(name),
    };

    /// <summary>Warnings count only where the test lists problems.</summary>
    private void CompareProblems(Problems found)
    {
        var expected = test.Options.Problems;
        var codes = found.All.Where(problem => problem.Severity == Severity.Error || expected.Count > 0).Select(problem => problem.Code).Distinct().ToHashSet();
        if (codes.SetEquals(expected)) return;
        var wanted = expected.Count == 0 ? "none" : string.Join(", ", expected);
        var came = codes.Count == 0 ? "none" : string.Join(", ", codes.Order(StringComparer.Ordinal));
        var details = string.Join("\n    ", found.All.Where(problem => !expected.Contains(problem.Code)).Select(problem => $"{problem.Location}: {problem.Code}: {problem.Message}"));
        Problems.Error(ProblemCodes.OtherProblems, test.Location, $"Expected problems: {wanted}; found: {came}.", details.Length == 0 ? null : details);
    }

    private bool NamesAreKnown(Plan plan)
    {
        var known = plan.Nodes.Select(node => node.Name).ToList();
        var unknown = test.Expect.Where(expected => !known.Contains(expected.Target)).ToList();
        foreach (var expected in unknown)
            Problems.Error(ProblemCodes.TestNamesUnknown, expected.Location, $"The pipeline has no component '{expected.Target}'.", NearMatch.Hint(expected.Target, known));
        return unknown.Count == 0;
    }

    /// <summary>The expected rows, typed, in the order of the expectations; null when there was a problem.</summary>
    private List<List<ExpectedRow>>? ExpectedRows(Plan plan)
    {
        var cells = new CellReader(Problems);
        var all = new List<List<ExpectedRow>>();
        foreach (var expected in test.Expect)
        {
            var schema = SchemaOf(plan, expected);
            all.Add([.. expected.Rows.Select(row => (row.At, Cells: cells.Cells(row, schema, expected.Component)))
                .Where(row => row.Cells is not null).Select(row => new ExpectedRow(row.At, row.Cells!))]);
        }

        return Problems.HasErrors ? null : all;
    }

    private async Task PlayAsync(TestScript script, Plan plan, TestBench bench)
    {
        // A test leaves nothing behind, whatever the file says.
        plan = plan with { Run = plan.Run with { CheckpointPath = null } };
        var settings = new RunSettings { Clock = _clock, Parallelism = 1, StrictAccounts = true, Plays = false, KeepsModels = false, GuardsFuture = test.Options.Clock is not null };
        var begun = 0;
        if (test.Options.CrashAfter is { } crash)
        {
            settings = settings with { ReplaceCheckpoints = new MemoryCheckpoints() };
            begun = await CrashAsync(script, plan, bench, settings, (int)crash.Rows).ConfigureAwait(false);
        }

        using var running = RunningPipeline.Start(plan, registry, settings);
        if (begun > 0) await script.ReplayAsync(running).ConfigureAwait(false);
        await script.PlayAsync(running, _clock, begun, script.Steps!.Count).ConfigureAwait(false);
        await script.EndAsync(running).ConfigureAwait(false);
        bench.Freeze();
        if (!test.Options.End) running.Abort();
        Tell(await running.Completion.ConfigureAwait(false));
    }

    /// <summary>Kills the run behind so many rows, with a checkpoint before the last of them; gives the steps played.</summary>
    private async Task<int> CrashAsync(TestScript script, Plan plan, TestBench bench, RunSettings settings, int rows)
    {
        var (last, behind) = script.RowSteps(rows);
        using var running = RunningPipeline.Start(plan, registry, settings);
        await script.PlayAsync(running, _clock, 0, last).ConfigureAwait(false);
        await running.CheckpointAsync().ConfigureAwait(false);
        await script.PlayAsync(running, _clock, last, behind).ConfigureAwait(false);
        running.Abort();
        Tell(await running.Completion.ConfigureAwait(false));
        bench.Crashed();
        return behind;
    }

    private void Tell(RunResult result)
    {
        if (result.Failure is { } failure)
            Problems.Error(ProblemCodes.TestRunFailed, test.Location, $"The pipeline failed in '{failure.Component}': {failure.Message}");
        else if (result.Refused is { } refused) Problems.Error(ProblemCodes.TestRunFailed, test.Location, $"The pipeline did not go on: {refused.Message}");
    }

    private void Compare(Plan plan, TestBench bench, List<List<ExpectedRow>> expected)
    {
        for (var i = 0; i < expected.Count; i++)
        {
            var expectation = test.Expect[i];
            var check = ExpectationCheck.Of(expectation, SchemaOf(plan, expectation), expected[i], bench.Rows(expectation.Component), test.Options.Tolerance);
            if (!check.Holds) check.Report(Problems, test.Options.Tolerance);
            Checks.Add(check);
        }
    }

    private static Schema SchemaOf(Plan plan, Expectation expected) =>
        expected.IsDead ? DeadLetterSchema.Instance : plan.Node(expected.Target).Schema;
}
