using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Component types with options as the shipped ones have them, which bind but cannot be made.</summary>
internal static class FakeComponents
{
    /// <summary>What Core brings, and a few fakes where it has nothing of the name.</summary>
    public static Registry RegistryWithBuiltIns()
    {
        var registry = Core.Plugins.Registry.WithBuiltIns();
        if (registry.Find(Role.Sink, "console") is null) registry.Sink<ConsoleOptions>("console", _ => new NoSink());
        registry.Transform<DeadbandOptions>("deadband", _ => new PassAll());
        registry.Model(new FakeModelFormat());
        return registry;
    }

    public static Registry Registry()
    {
        var registry = new Registry();
        registry.Source<KafkaSourceOptions>("kafka", _ => throw new NotSupportedException());
        registry.Source<SimulateOptions>("simulate", _ => throw new NotSupportedException());
        registry.Source<FileOptions>("file", _ => throw new NotSupportedException());
        registry.Decoder<JsonOptions>("json", _ => throw new NotSupportedException());
        registry.Transform<WindowOptions>("window", _ => throw new NotSupportedException());
        registry.Transform<ComputeOptions>("compute", _ => throw new NotSupportedException());
        registry.Transform<FilterOptions>("filter", _ => throw new NotSupportedException());
        registry.Transform<DeadbandOptions>("deadband", _ => throw new NotSupportedException());
        registry.Transform<RulesOptions>("rules", _ => throw new NotSupportedException());
        registry.Sink<ParquetOptions>("parquet", _ => throw new NotSupportedException());
        registry.Sink<KafkaSinkOptions>("kafka", _ => throw new NotSupportedException());
        registry.Sink<ConsoleOptions>("console", _ => throw new NotSupportedException());
        registry.Sink<FileOptions>("file", _ => throw new NotSupportedException());
        return registry;
    }

    private sealed class PassAll : ITransform
    {
        public Schema? Bind(TransformBinding binding) => binding.Input;

        public void OnBatch(Batch batch, Output output) => output.Pass(batch);
    }

    private sealed class NoSink : ISink
    {
        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "never");

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(Batch batch, CancellationToken stop) => ValueTask.CompletedTask;

        public ValueTask CloseAsync() => ValueTask.CompletedTask;
    }

    internal enum StartAt
    {
        Earliest,
        Latest,
    }

    internal sealed record KafkaSourceOptions
    {
        [NotEmpty]
        public required string Brokers { get; init; }

        public required IReadOnlyList<string> Topics { get; init; }

        public string? Group { get; init; }

        public StartAt Start { get; init; } = StartAt.Latest;

        [Secret]
        public string? Password { get; init; }

        [Secret, Positive]
        public int? Pin { get; init; }
    }

    internal sealed record SimulateOptions
    {
        [Whole]
        public required string Model { get; init; }

        [Positive]
        public int? Cycles { get; init; }

        public long Seed { get; init; } = 1;
    }

    internal sealed record JsonOptions
    {
        public bool Strict { get; init; }
    }

    [ExactlyOneOf("tumbling", "session")]
    internal sealed record WindowOptions
    {
        [Positive]
        public Duration? Tumbling { get; init; }

        [Positive]
        public Duration? Session { get; init; }

        public IReadOnlyList<string> Key { get; init; } = [];

        public Late? Late { get; init; }

        public PivotOptions? Pivot { get; init; }

        [NotEmpty]
        public required IReadOnlyDictionary<string, ExpressionText> Aggregate { get; init; }
    }

    internal enum Late
    {
        Drop,
        DeadLetter,
        Update,
    }

    internal sealed record PivotOptions
    {
        public required string Column { get; init; }

        public required IReadOnlyList<string> Values { get; init; }
    }

    internal sealed record ComputeOptions
    {
        [Whole, NotEmpty]
        public required IReadOnlyDictionary<string, ExpressionText> Columns { get; init; }
    }

    internal sealed record FilterOptions
    {
        [Whole]
        public required ExpressionText Condition { get; init; }
    }

    /// <summary>Drops rows whose value has barely moved since the last row kept.</summary>
    /// <example>deadband: { column: pressure, tolerance: 0.5 }</example>
    internal sealed record DeadbandOptions
    {
        /// <summary>Numeric column to watch.</summary>
        public required string Column { get; init; }

        /// <summary>Smallest change worth keeping, in the column's own unit; greater than 0.</summary>
        [Positive]
        public required double Tolerance { get; init; }
    }

    internal sealed record RulesOptions
    {
        [Whole, NotEmpty]
        public required IReadOnlyDictionary<string, RuleOptions> Rules { get; init; }
    }

    [ExactlyOneOf("when", "zscore", "change")]
    internal sealed record RuleOptions
    {
        public ExpressionText? When { get; init; }

        public ZScoreOptions? Zscore { get; init; }

        public ChangeOptions? Change { get; init; }

        public Level Severity { get; init; } = Level.Warning;

        public string? Message { get; init; }

        public Extent? For { get; init; }

        public Duration? Cooldown { get; init; }
    }

    internal enum Level
    {
        Info,
        Warning,
        High,
        Critical,
    }

    internal sealed record ZScoreOptions
    {
        public required ExpressionText Of { get; init; }

        public required Extent Over { get; init; }

        [Positive]
        public required double Above { get; init; }
    }

    internal sealed record ChangeOptions
    {
        public required ExpressionText Of { get; init; }

        public required Duration Within { get; init; }

        public required double Above { get; init; }
    }

    internal sealed record ParquetOptions
    {
        public required string Path { get; init; }

        public IReadOnlyList<string> PartitionBy { get; init; } = [];

        public RollOptions Roll { get; init; } = new();
    }

    internal sealed record RollOptions
    {
        public Duration? Every { get; init; }
    }

    internal sealed record KafkaSinkOptions
    {
        public required string Brokers { get; init; }

        public required string Topic { get; init; }
    }

    internal sealed record ConsoleOptions
    {
        [Between(1, 1000)]
        public int Rows { get; init; } = 20;
    }

    internal sealed record FileOptions
    {
        public required string Path { get; init; }
    }
}
