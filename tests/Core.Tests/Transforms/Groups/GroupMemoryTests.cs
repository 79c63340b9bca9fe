using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Groups;
using static StreamGuard.Core.Tests.Transforms.Groups.GroupSetup;

namespace StreamGuard.Core.Tests.Transforms.Groups;

/// <summary>Alone, because it asks the garbage collector what there is.</summary>
[CollectionDefinition(nameof(GroupMemoryTests), DisableParallelization = true)]
public sealed class GroupMemoryCollection;

/// <summary>What a group says that its keys take in memory, beside what they take.</summary>
[Collection(nameof(GroupMemoryTests))]
public class GroupMemoryTests
{
    private const int Keys = 40_000;
    private const int BatchRows = 4_000;

    [Theory]
    [InlineData("sum(score)")]
    [InlineData("median(score)")]
    [InlineData("first(address)")]
    [InlineData("max(address)")]
    [InlineData("collect(score)")]
    [InlineData("collect(address)")]
    [InlineData("approx_median(score)")]
    [InlineData("count_distinct(address)")]
    [InlineData("stddev(count() by address)")]
    [InlineData("max(median(score) by address)")]
    [InlineData("median(elapsed(time))")]
    public void Tells_what_its_keys_take_in_memory(string aggregate)
    {
        // What tests before this one have left may be given back meanwhile, and more than the keys take: then it is asked again.
        var (told, taken) = Measure(aggregate);
        for (var again = 0; again < 5 && taken < told / 3; again++) (told, taken) = Measure(aggregate);

        Assert.True(told > 0.7 * taken && told < 3 * taken, $"{aggregate}: {told:N0} bytes are told, and {taken:N0} taken");
    }

    private static (long Told, long Taken) Measure(string aggregate)
    {
        var options = By(["user"], ("x", aggregate)) with { Order = GroupOrder.Arrival };
        var group = new Group(options);
        var harness = new TransformHarness(group, binder => binder.IsBounded = true, Logins);
        // What is made once, whatever comes.
        harness.Feed(Rows(0, 100, "warm"));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var told = group.MemoryBytes;

        foreach (var round in (int[])[0, 1])
            for (var from = 0; from < Keys; from += BatchRows) harness.Feed(Rows(from, BatchRows, $"round {round}"));

        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        told = group.MemoryBytes - told;
        GC.KeepAlive(harness);
        return (told, taken);
    }

    private static object?[][] Rows(int from, int count, string address) =>
        [.. Enumerable.Range(from, count).Select(i => Row($"user {i}", i, $"{address} of {i % 7}", i % 100))];
}
