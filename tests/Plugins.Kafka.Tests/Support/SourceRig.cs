using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;
using StreamGuard.Plugins.Kafka.Sink;
using StreamGuard.Plugins.Kafka.Source;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A topic of a test's own, messages for it, and pipelines that read it into memory.</summary>
internal sealed class SourceRig : IDisposable
{
    private readonly Broker _broker;
    private readonly IProducer<string?, byte[]?> _producer;
    private readonly Registry _registry = Registry.WithBuiltIns();

    public SourceRig(Broker broker, int partitions = 1)
    {
        _broker = broker;
        _producer = new ProducerBuilder<string?, byte[]?>(new ProducerConfig { BootstrapServers = broker.Bootstrap, LingerMs = 1, QueueBufferingMaxMessages = 1_000_000 }).Build();
        Topic = broker.NewName("source");
        Group = $"group-of-{Topic}";
        if (partitions > 0) Create(Topic, partitions);
        _registry.Source<KafkaSourceOptions>("kafka", options => new KafkaSource(options) { OnStatistics = json => OnStatistics?.Invoke(json) });
        _registry.Sink<KafkaSinkOptions>("kafka", options => new KafkaSink(options));
        _registry.Sink<Nothing>("collect", _ => Sink);
        _registry.Sink<Nothing>("table", _ => Table.NewSink());
    }

    public string Topic { get; }

    public string Group { get; }

    public CollectingSink Sink { get; set; } = new();

    public CollectingSink Dead { get; } = new();

    /// <summary>Where a sink of kind 'table' writes to.</summary>
    public OutsideTable Table { get; init; } = new();

    public ICheckpoints? Checkpoints { get; init; }

    /// <summary>Settings of the client, by the names of librdkafka.</summary>
    public string Settings { get; init; } = "fetch.wait.max.ms: 20";

    /// <summary>Gets the client's statistics where the settings ask for them.</summary>
    public Action<string>? OnStatistics { get; set; }

    public RestartOptions Restart { get; set; } = new();

    /// <summary>The value <c>{"n":1}</c>.</summary>
    public static byte[] Numbered(long number) => Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");

    public void Create(string topic, int partitions)
    {
        using var admin = new DependentAdminClientBuilder(_producer.Handle).Build();
        admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1 }]).GetAwaiter().GetResult();
    }

    public IAdminClient Admin() => new DependentAdminClientBuilder(_producer.Handle).Build();

    /// <summary>Numbers as <c>{"n":1}</c>, from one to another, into one partition.</summary>
    public void Number(int first, int count, int partition = 0, string? topic = null)
    {
        for (var i = 0; i < count; i++) Enqueue(new Message<string?, byte[]?> { Value = Numbered(first + i) }, partition, topic);
        _producer.Flush();
    }

    public void Send(string? value, int partition = 0, string? topic = null) => Send(new Message<string?, byte[]?> { Value = value is null ? null : Encoding.UTF8.GetBytes(value) }, partition, topic);

    public void Send(Message<string?, byte[]?> message, int partition = 0, string? topic = null)
    {
        Enqueue(message, partition, topic);
        _producer.Flush();
    }

    /// <summary>A pipeline from the topic to the sink.</summary>
    /// <param name="options">Of the source, beside brokers, topics and group.</param>
    /// <param name="topics">Which; the rig's own unless said otherwise.</param>
    /// <param name="rest">What else stands in the file.</param>
    /// <param name="decode">The decoder and its columns.</param>
    /// <param name="from">What the sink reads.</param>
    public string Pipeline(string options = "", string? topics = null, string rest = "", string decode = "decode: json, columns: { n: int }", string from = "read") => $$"""
        pipeline: kafka-test
        {{rest}}
        sources: { read: { kafka: { brokers: "{{_broker.Bootstrap}}", topics: {{topics ?? Topic}}, group: {{Group}}, settings: { {{Settings}} }, {{options}} }, {{decode}} } }
        sinks: { all: { from: {{from}}, collect: {} } }
        """;

    public async Task<RunResult> RunAsync(string pipeline)
    {
        using var running = Start(pipeline);
        return await running.Completion.WaitAsync(TimeSpan.FromSeconds(90));
    }

    /// <summary>Runs a bounded read, which must succeed, and gives the first column.</summary>
    public async Task<IReadOnlyList<object?>> ReadAsync(string pipeline)
    {
        Sink = new CollectingSink();
        var result = await RunAsync(pipeline);
        Assert.True(result.Succeeded, result.Failure?.ToString() ?? result.Refused?.ToString());
        return First();
    }

    /// <summary>Runs an endless read until the sink has so many rows, stops it, and gives the first column.</summary>
    public async Task<IReadOnlyList<object?>> ReadUntilAsync(int rows, string pipeline)
    {
        Sink = new CollectingSink();
        using var running = Start(pipeline);
        await Until(() => Sink.Rows.Count >= rows, running);
        running.Stop();
        var result = await running.Completion.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(result.Failure is null, result.Failure?.ToString());
        return First();
    }

    /// <summary>The first column of what the sink has.</summary>
    public IReadOnlyList<object?> First() => [.. Sink.Rows.Select(row => row[0])];

    public RunningPipeline Start(string pipeline) => RunningPipeline.Start(
        Plan(pipeline), _registry, new RunSettings { StrictAccounts = true, ReplaceDeadLetters = Dead, ReplaceCheckpoints = Checkpoints, Restart = Restart });

    /// <summary>The plan of a pipeline, for a run that was started here.</summary>
    public Plan Plan(string pipeline)
    {
        var problems = new Problems();
        var definition = PipelineLoader.Load(new LoadRequest("test.yaml") { ReadText = _ => pipeline }, _registry, problems);
        var plan = definition is null ? null : Planner.Plan(definition, _registry, TimeProvider.System, problems);
        return plan ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }

    /// <summary>Waits until something holds of what the sink or the run shows.</summary>
    public static async Task Until(Func<bool> holds, RunningPipeline? running = null)
    {
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(60);
        while (!holds())
        {
            if (running is { Completion.IsCompleted: true }) Assert.Fail($"the run ended: {(await running.Completion).Failure}");
            if (DateTime.UtcNow > deadline) Assert.Fail("it did not come to that");
            await Task.Delay(20);
        }
    }

    public void Dispose() => _producer.Dispose();

    private void Enqueue(Message<string?, byte[]?> message, int partition, string? topic) => _producer.Produce(new TopicPartition(topic ?? Topic, partition), message);

    internal sealed record Nothing;
}
