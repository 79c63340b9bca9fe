using System.Globalization;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Plugins.Detectors.Tests.Support;

/// <summary>Runs pipelines with the plugin loaded, as a user would write them, and reads what they have written.</summary>
internal static class Sheets
{
    /// <summary>Runs a pipeline to its end.</summary>
    public static async Task<RunResult> RunAsync(string yaml)
    {
        var registry = Registry.WithBuiltIns();
        new DetectorsPlugin().Register(registry);
        var problems = new Problems();
        var definition = PipelineLoader.Load(new LoadRequest("test.yaml") { ReadText = _ => yaml }, registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, registry, TimeProvider.System, problems);
        Assert.True(plan is not null && !problems.HasErrors, string.Join('\n', problems.All));
        using var running = RunningPipeline.Start(plan, registry, new RunSettings { Clock = TimeProvider.System, StrictAccounts = true });
        return await running.Completion.WaitAsync(TimeSpan.FromMinutes(2));
    }

    /// <summary>A column of JSON lines.</summary>
    public static T[] Column<T>(string file, string name) =>
        [.. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement.GetProperty(name).Deserialize<T>()!)];

    /// <summary>Rank correlation; equal values share their mean rank.</summary>
    public static double Spearman(double[] left, double[] right) => Pearson(Ranks(left), Ranks(right));

    /// <summary>Rows in both tops, as a share of those in either.</summary>
    public static double JaccardOfTop(double[] left, double[] right, int top)
    {
        var (one, other) = (Top(left, top), Top(right, top));
        return (double)one.Intersect(other).Count() / one.Union(other).Count();
    }

    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static HashSet<int> Top(double[] values, int top) => [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(top)];

    private static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (int first = 0, end; first < order.Length; first = end)
        {
            for (end = first + 1; end < order.Length && values[order[end]] == values[order[first]]; end++) { }
            for (var i = first; i < end; i++) ranks[order[i]] = (first + end - 1) / 2.0;
        }

        return ranks;
    }

    private static double Pearson(double[] left, double[] right)
    {
        var (a, b) = (left.Average(), right.Average());
        double both = 0, one = 0, other = 0;
        for (var i = 0; i < left.Length; i++)
        {
            both += (left[i] - a) * (right[i] - b);
            one += (left[i] - a) * (left[i] - a);
            other += (right[i] - b) * (right[i] - b);
        }

        return both / Math.Sqrt(one * other);
    }
}
