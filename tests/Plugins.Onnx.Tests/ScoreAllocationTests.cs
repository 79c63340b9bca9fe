using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;
using StreamGuard.Plugins.Onnx.Tests.Support;

namespace StreamGuard.Plugins.Onnx.Tests;

public class ScoreAllocationTests
{
    private const int Rows = 1000;

    /// <summary>What lies around columns and batches, whatever their size; a feature or score that were allocated would be kilobytes.</summary>
    private const long AllowedBytesABatch = 4096;

    [SharedModelFact]
    public void A_batch_allocates_next_to_nothing()
    {
        var features = new GoldenRows("iomt-autoencoder-wustl", "golden.csv.xz").Bundle.Features;
        var schema = new Schema(features.Select(feature => new Field(feature.Name, ColumnType.Float)));
        using var score = new Score(new ScoreOptions { Model = SharedData.Find("models/iomt-autoencoder-wustl")! });
        var binder = new TestBinder { ModelFormats = { ["onnx"] = new OnnxFormat() } };
        Assert.NotNull(score.Bind(new TransformBinding(binder, [schema], ["rows"])));
        score.Start();
        var output = new Dropping();
        var batch = Batch(schema);
        for (var i = 0; i < 50; i++) score.OnBatch(batch, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) score.OnBatch(batch, output);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;

        Assert.True(each <= AllowedBytesABatch, $"{each} bytes a batch of {Rows} rows");
    }

    private static Batch Batch(Schema schema)
    {
        var builder = new BatchBuilder(schema);
        for (var row = 0; row < Rows; row++)
            for (var column = 0; column < schema.Count; column++) builder.Floats(column).Append(row + column);
        return builder.Build();
    }

    private sealed class Dropping : Output
    {
        public override Account Account { get; } = new();

        public override void Emit(Batch batch) => batch.Release();

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
        {
        }
    }
}
