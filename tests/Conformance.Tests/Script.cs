using StreamGuard.Contracts;

namespace StreamGuard.Conformance.Tests;

/// <summary>What a transform is fed, step after step: batches of random length, and watermarks that leave some rows late.</summary>
internal sealed class Script
{
    private Script(List<(int Input, Batch? Batch, long Watermark)> steps) => Steps = steps;

    /// <summary>A batch of an input, held by the script, or a watermark of all.</summary>
    public IReadOnlyList<(int Input, Batch? Batch, long Watermark)> Steps { get; }

    public static Script Random(IReadOnlyList<Schema> inputs, int seed, int length)
    {
        var random = new Random(seed);
        var steps = new List<(int, Batch?, long)>();
        var rows = inputs.Select((schema, i) => new GeneratedRows(schema, seed + i)).ToList();
        var watermark = long.MinValue;
        while (steps.Count < length)
        {
            var input = random.Next(inputs.Count);
            if (random.Next(3) > 0) steps.Add((input, rows[input].Next(random.Next(1, 12), $"partition{input}"), 0));
            var next = rows.Min(each => each.Newest) - random.Next(GeneratedRows.Disorder);
            if (random.Next(3) > 0 || rows.Exists(each => each.Newest == long.MinValue) || next <= watermark) continue;
            steps.Add((0, null, watermark = next));
        }

        return new Script(steps);
    }

    /// <summary>Feeds one step.</summary>
    public void Feed(TransformRun run, int step)
    {
        var (input, batch, watermark) = Steps[step];
        if (batch is null)
        {
            run.Watermark(watermark);
            return;
        }

        batch.Retain();
        run.Feed(input, batch);
    }
}
