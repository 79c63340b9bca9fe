using System.Diagnostics;
using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>The model of a bundle in a pipeline, each turn paired with one of its runtime's bare loop, which does nothing but score.</summary>
internal static class ScoringBench
{
    private const int Batches = 16;
    private const double SecondsATurn = 0.5;

    /// <summary>Prints one JSON object: medians of the turns, and of their ratios.</summary>
    /// <param name="bundle">Its folder.</param>
    /// <param name="file">CSV with its features.</param>
    /// <param name="rows">Rows a batch.</param>
    /// <param name="turns">How many pairs.</param>
    public static int Run(string bundle, string file, int rows, int turns)
    {
        var read = BundleReader.Read(bundle, new Problems()) ?? throw new InvalidOperationException($"{bundle} is no bundle");
        var features = new FeatureRows(file, [.. read.Features.Select(feature => feature.Name)]);
        using var bare = Bare(read, features, rows);
        using var pipeline = new ScoringPipeline(bundle, [.. Enumerable.Range(0, Batches).Select(i => features.Batch(i * rows, rows))]);

        var batches = Calibrate(bare);
        pipeline.Run(batches);
        pipeline.RunThroughBlocks(batches);
        var (bares, ours, ratios, blocks) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < turns; turn++)
        {
            var (theirs, mine, blocked) = (Rate(bare.Run, batches, rows), Rate(pipeline.Run, batches, rows), Rate(pipeline.RunThroughBlocks, batches, rows));
            Console.Error.WriteLine(Invariant($"bare {theirs / 1e6:F3} M/s, score {mine / 1e6:F3} M/s, ratio {mine / theirs:F3}, through blocks {blocked / theirs:F3}"));
            bares.Add(theirs);
            ours.Add(mine);
            ratios.Add(mine / theirs);
            blocks.Add(blocked / theirs);
        }

        Console.WriteLine(Invariant($$"""{"rows_a_batch":{{rows}},"bare_per_s":{{Median(bares):F0}},"ours_per_s":{{Median(ours):F0}},"ratio":{{Median(ratios):F3}},"ratio_through_blocks":{{Median(blocks):F3}}}"""));
        return 0;
    }

    private static IBareLoop Bare(Bundle bundle, FeatureRows features, int rows)
    {
        var model = Path.Combine(bundle.Folder, bundle.Options.Model.File);
        var inputs = Enumerable.Range(0, Batches).Select(i => features.Input(i * rows, rows, bundle.Scaler));
        return bundle.Options.Model.Format == "xgboost"
            ? new XGBoostLoop(model, inputs, rows, features.Width)
            : new OnnxLoop(model, bundle.ScoreOutput.Tensor.Name, inputs, rows);
    }

    /// <summary>Batches for a turn, found when the code is compiled and the caches are warm.</summary>
    private static int Calibrate(IBareLoop bare)
    {
        for (var batches = 64; ; batches *= 2)
        {
            var began = Stopwatch.GetTimestamp();
            bare.Run(batches);
            if (Stopwatch.GetElapsedTime(began).TotalSeconds > SecondsATurn) return batches;
        }
    }

    private static double Rate(Action<int> run, int batches, int rows)
    {
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        run(batches);
        return (double)batches * rows / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
