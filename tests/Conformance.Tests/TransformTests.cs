using StreamGuard.Contracts;

namespace StreamGuard.Conformance.Tests;

/// <summary>What every transform must keep to, whatever it does.</summary>
public sealed class TransformTests : IDisposable
{
    private const int Steps = 60;
    private const int RowsAStep = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("streamguard-conformance-").FullName;

    public TransformTests() => File.WriteAllText(
        Path.Combine(_folder, "devices.csv"), "device,site,limit\na,North,1.5\nPS1,South,\n\"\",,2\n");

    public static TheoryData<TransformCase> Cases() => new(TransformCases.All);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sends_rows_and_keeps_watermarks_accounts_and_batches_in_order(TransformCase test)
    {
        var run = Run(test, RowsAStep);

        Assert.Contains(run.Messages, message => !message.StartsWith("watermark", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sends_the_same_for_every_size_of_batches(TransformCase test)
    {
        var expected = Run(test, RowsAStep);

        foreach (var size in new[] { 1, 5 })
        {
            var run = Run(test, size);
            Assert.Equal(expected.Messages, run.Messages);
            Assert.Equal(expected.Dead, run.Dead);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sends_the_same_after_it_was_saved_and_restored(TransformCase test)
    {
        var expected = Run(test, RowsAStep);

        foreach (var at in new[] { 0, 1, Steps / 2, Steps - 1 })
        {
            var run = Run(test, RowsAStep, restoreAt: at);
            Assert.Equal(expected.Messages, run.Messages);
            Assert.Equal(expected.Dead, run.Dead);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Lets_go_of_every_batch_it_was_lent(TransformCase test)
    {
        var lent = new List<Batch>();

        Run(test, RowsAStep, lent: lent);

        Assert.All(lent, batch => Assert.Throws<ObjectDisposedException>(batch.Retain));
    }

    /// <summary>Feeds steps of rows and a watermark each, cut into batches, and the end.</summary>
    private TransformRun Run(TransformCase test, int batchSize, int restoreAt = -1, List<Batch>? lent = null)
    {
        var run = TransformRun.Start(test, _folder);
        run.Begin();
        var inputs = run.Inputs.Select((schema, i) => new GeneratedRows(schema, seed: i)).ToList();
        for (var step = 0; step < Steps; step++)
        {
            if (step == restoreAt) run = Restored(test, run);
            for (var input = 0; input < inputs.Count; input++)
            {
                for (var left = RowsAStep; left > 0; left -= batchSize)
                {
                    var batch = inputs[input].Next(Math.Min(left, batchSize), $"partition{input}");
                    lent?.Add(batch);
                    run.Feed(input, batch);
                }
            }

            run.Watermark(inputs.Min(input => input.Newest) - GeneratedRows.Disorder);
        }

        run.End();
        return run;
    }

    private TransformRun Restored(TransformCase test, TransformRun before)
    {
        var after = TransformRun.Start(test, _folder);
        after.Restore(before.Save(), before.Account, before.SentWatermark);
        after.Begin();
        after.Messages.AddRange(before.Messages);
        after.Dead.AddRange(before.Dead);
        return after;
    }
}
