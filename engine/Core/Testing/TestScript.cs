using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Testing;

/// <summary>A test's input, typed by the schemas of its sources, and how it is fed to a run step by step.</summary>
internal sealed class TestScript
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);

    private readonly TestCase _test;
    private readonly TestBench _bench;
    private readonly Problems _problems;

    public TestScript(TestCase test, Plan plan, TestBench bench, Problems problems)
    {
        (_test, _bench, _problems) = (test, bench, problems);
        Steps = Type(plan);
    }

    /// <summary>What each step does; null when the input has a problem, which has been reported.</summary>
    public IReadOnlyList<Func<RunningPipeline, VirtualClock, Task>>? Steps { get; }

    /// <summary>The steps before that of a row, counted from 1, and those up to it.</summary>
    public (int Before, int Behind) RowSteps(int row)
    {
        var step = Enumerable.Range(0, _test.Input.Count).Where(each => _test.Input[each].IsRow).ElementAt(row - 1);
        return (step, step + 1);
    }

    /// <summary>Feeds some of the steps, waiting after each until nothing moves.</summary>
    public Task PlayAsync(RunningPipeline running, VirtualClock clock, int first, int end) => InTimeAsync(running, async () =>
    {
        foreach (var step in Steps!.Skip(first).Take(end - first))
        {
            await OrEnd(step(running, clock), running).ConfigureAwait(false);
            await QuietAsync(running).ConfigureAwait(false);
        }
    });

    /// <summary>Waits until the sources have sent again what came behind the checkpoint.</summary>
    public Task ReplayAsync(RunningPipeline running) => InTimeAsync(running, async () =>
    {
        await OrEnd(_bench.ReplayedAsync(), running).ConfigureAwait(false);
        await QuietAsync(running).ConfigureAwait(false);
    });

    /// <summary>Ends the input where the test says so, and waits for the end of the run.</summary>
    public Task EndAsync(RunningPipeline running) => InTimeAsync(running, async () =>
    {
        if (!_test.Options.End) return;
        _bench.EndInput();
        await running.Completion.WaitAsync(LongestStep).ConfigureAwait(false);
    });

    private async Task InTimeAsync(RunningPipeline running, Func<Task> play)
    {
        try
        {
            await play().ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _problems.Error(ProblemCodes.TestRunFailed, _test.Location, $"The pipeline did not come to rest within {LongestStep.TotalSeconds} s.");
            running.Abort();
        }
    }

    private List<Func<RunningPipeline, VirtualClock, Task>>? Type(Plan plan)
    {
        var sources = plan.Nodes.Where(node => node.Role == Role.Source).ToDictionary(node => node.Name);
        var steps = _test.Input.Select(step => step switch
        {
            AdvanceStep advance => (running, clock) => AdvanceAsync(advance.By.TimeSpan, running, clock),
            RowStep row when Find(sources, row.Source, row.Location) is { } node => Row(row, node),
            RawStep raw when Find(sources, raw.Source, raw.Location) is { } node => Raw(raw, node),
            _ => null,
        }).ToList();
        return _problems.HasErrors ? null : [.. steps.Select(step => step!)];
    }

    private Func<RunningPipeline, VirtualClock, Task>? Row(RowStep row, PlanNode node)
    {
        if (new CellReader(_problems).Row(row.Row, node.Schema, node.Name) is not { } values) return null;
        return (_, _) => _bench.Source(node.Name).SendAsync(row.Partition, node.Schema, values);
    }

    private Func<RunningPipeline, VirtualClock, Task>? Raw(RawStep raw, PlanNode node)
    {
        if (node.Definition is SourceDefinition { Decoder: not null })
            return (_, _) => _bench.Source(node.Name).SendAsync(raw.Partition, raw.Text);
        _problems.Error(ProblemCodes.NoDecoderForRaw, raw.Location, $"Source '{node.Name}' has no decoder that could read this record.", "Write the row by its columns.");
        return null;
    }

    private PlanNode? Find(Dictionary<string, PlanNode> sources, string name, Location place)
    {
        if (sources.TryGetValue(name, out var node)) return node;
        _problems.Error(ProblemCodes.TestNamesUnknown, place, $"The pipeline has no source '{name}'.", NearMatch.Hint(name, sources.Keys));
        return null;
    }

    /// <summary>From one timer that falls due to the next, each time until nothing moves: what it set off may set the next.</summary>
    private static async Task AdvanceAsync(TimeSpan by, RunningPipeline running, VirtualClock clock)
    {
        var target = clock.Elapsed + by;
        while (clock.Elapsed < target && !running.Completion.IsCompleted)
        {
            clock.Advance((clock.NextDue < target ? clock.NextDue.Value : target) - clock.Elapsed);
            await QuietAsync(running).ConfigureAwait(false);
        }
    }

    private static async Task QuietAsync(RunningPipeline running)
    {
        var until = Environment.TickCount64 + (long)LongestStep.TotalMilliseconds;
        for (var turn = 0; !running.IsQuiet && !running.Completion.IsCompleted; turn++)
        {
            if (turn < 100) await Task.Yield();
            else await Task.Delay(1).ConfigureAwait(false);
            if (Environment.TickCount64 > until) throw new TimeoutException();
        }
    }

    private static async Task OrEnd(Task step, RunningPipeline running)
    {
        var first = await Task.WhenAny(step, running.Completion).WaitAsync(LongestStep).ConfigureAwait(false);
        await first.ConfigureAwait(false);
    }
}
