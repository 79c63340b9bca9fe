using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime.Taps;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Taps;

/// <summary>
/// A test made of rows that come now: those of the sources that a component reads from, without a gap, and what the component
/// makes of them, found by running the test. Where it keeps state, that is what it makes of them when nothing came before.
/// </summary>
internal static class TapTest
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="pipeline">The running pipeline.</param>
    /// <param name="request">The edge whose rows are expected.</param>
    /// <param name="rows">Rows of the sources at most.</param>
    /// <param name="mask">Takes out of them what is not to be seen.</param>
    /// <param name="folder">Full path of the folder that the test is to be in; null where it is not known.</param>
    /// <param name="stop">The client has gone.</param>
    public static async Task<(string? Text, string Refusal)> MakeAsync(HostedPipeline pipeline, TapRequest request, int rows, RowMask mask, string? folder, CancellationToken stop)
    {
        var plan = pipeline.Status.Plan!;
        var sources = SourcesOf(plan, request.Place.Node);
        using var tap = pipeline.Taps.Open((_, place) => !place.Dead && sources.Contains(place.Node), new TapOptions(1, rows) { TakesFirst = true, LongestText = int.MaxValue });
        await WaitAsync(tap, rows, stop).ConfigureAwait(false);
        var taken = tap.After(0).Select(row => row with { Values = mask.Values(row.Schema, row.Values) }).ToList();
        if (taken.Count == 0) return (null, $"Nothing came from {string.Join(", ", sources)} in {Longest.TotalSeconds:0} s.");

        var text = new TestText(pipeline.File.Path, request.Place.ToString(), $"what {request.Place} makes of {taken.Count} rows of {string.Join(" and ", sources)}", Remark(pipeline, taken, folder))
        {
            Profile = pipeline.File.Profile,
            Set = pipeline.File.Set,
            Environment = Variables(pipeline.File, mask),
        };
        var (made, refusal) = await ExpectAsync(text.Write(taken), pipeline.Registry!).ConfigureAwait(false);
        return (made is null ? null : text.Named(made, TestedFile.NameFrom(folder, pipeline.File.Path)), refusal);
    }

    private static HashSet<string> SourcesOf(Plan plan, string component)
    {
        var node = plan.Node(component);
        return node.Role == Role.Source ? [node.Name] : [.. node.Inputs.SelectMany(input => SourcesOf(plan, input.Node))];
    }

    private static async Task WaitAsync(Tap tap, int rows, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var began = TimeProvider.System.GetTimestamp();
        while (tap.Newest < rows && TimeProvider.System.GetElapsedTime(began) < Longest) await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false);
    }

    private static string Remark(HostedPipeline pipeline, List<TappedRow> rows, string? folder) =>
        $"Rows of the running pipeline {pipeline.Status.Name}, tapped at {Timestamps.Format(Timestamps.FromDateTime(rows[0].At.UtcDateTime))}.\nWhat is expected is what comes of them when nothing came before."
        + (folder is null ? $"\nThis file belongs beside {Path.GetFileName(pipeline.File.Path)}." : "");

    /// <summary>What the file asks the environment for, secrets by another value.</summary>
    private static Dictionary<string, string> Variables(PipelineFile file, RowMask mask)
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        var request = new LoadRequest(file.Path)
        {
            Profile = file.Profile,
            Set = [.. file.Set.Select(each => (each.Key, each.Value))],
            Environment = name =>
            {
                var value = Environment.GetEnvironmentVariable(name);
                if (value is not null) asked[name] = mask.Text(value);
                return value;
            },
        };
        PipelineLoader.Load(request, Installed.Registry(null), new Problems());
        return asked;
    }

    private static async Task<(string? Text, string Refusal)> ExpectAsync(string text, Registry registry)
    {
        var folder = Directory.CreateTempSubdirectory("streamguard-tap-");
        try
        {
            var file = Path.Combine(folder.FullName, "tapped.test.yaml");
            await File.WriteAllTextAsync(file, text).ConfigureAwait(false);
            await PipelineTests.RunAsync(file, registry, update: true).ConfigureAwait(false);
            var report = await PipelineTests.RunAsync(file, registry).ConfigureAwait(false);
            var problem = report.Problems.Concat(report.Results.SelectMany(result => result.Problems)).FirstOrDefault();
            return report.Passed ? (await File.ReadAllTextAsync(file).ConfigureAwait(false), "") : (null, $"The rows make no test that passes twice: {problem?.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
