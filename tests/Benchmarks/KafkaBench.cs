using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Benchmarks;

/// <summary>
/// From a topic to Parquet and from a topic to a topic, each in turn with the bare loop of the same client with the same
/// settings that does nothing with its messages: what the client can do is the measure.
/// </summary>
/// <param name="brokers">A running cluster.</param>
/// <param name="file">Readings, a line each.</param>
/// <param name="partitions">Of the topic that holds them.</param>
internal sealed class KafkaBench(string brokers, string file, int partitions)
{
    private readonly string _topic = $"bench-{partitions}";
    private readonly string _work = Directory.CreateTempSubdirectory("streamguard-kafka-").FullName;
    private long _messages;
    private int _turn;

    /// <summary>Prints one JSON object: medians of the turns, and of their ratios.</summary>
    public async Task<int> RunAsync(int turns)
    {
        try
        {
            _messages = Fill();
            // The first turn compiles the code.
            var consumed = await TurnsAsync(turns + 1, BareConsume, () => PipelineAsync("kafka-h.yaml"));
            var produced = await TurnsAsync(turns + 1, BareProduce, () => PipelineAsync("kafka-copy.yaml"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $$"""{"messages":{{_messages}},"partitions":{{partitions}},"bare_consume_per_s":{{consumed.Bare:F0}},"h_parquet_per_s":{{consumed.Ours:F0}},"h_parquet_ratio":{{consumed.Ratio:F3}},"bare_produce_per_s":{{produced.Bare:F0}},"copy_per_s":{{produced.Ours:F0}},"copy_ratio":{{produced.Ratio:F3}}}"""));
            return 0;
        }
        finally
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private async Task<(double Bare, double Ours, double Ratio)> TurnsAsync(int turns, Action bare, Func<Task> ours)
    {
        var (bares, all, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var turn = 0; turn < turns; turn++)
        {
            var theirs = Timed(() => { bare(); return Task.CompletedTask; });
            var mine = Timed(ours);
            var (one, other) = (_messages / await theirs, _messages / await mine);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare {one / 1e6:F3} M/s, pipeline {other / 1e6:F3} M/s, ratio {other / one:F3}"));
            if (turn == 0) continue;
            bares.Add(one);
            all.Add(other);
            ratios.Add(other / one);
        }

        return (Median(bares), Median(all), Median(ratios));
    }

    private static async Task<double> Timed(Func<Task> run)
    {
        GC.Collect();
        var began = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The loop that every consumer begins with, over the same partitions.</summary>
    private void BareConsume()
    {
        var settings = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = brokers,
            ["group.id"] = "bare",
            ["enable.auto.commit"] = "false",
            ["enable.partition.eof"] = "true",
            // As the source has it: by default the client pauses a second whenever 100,000 messages are waiting.
            ["fetch.queue.backoff.ms"] = "5",
        };
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(settings).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(_topic, partition, Offset.Beginning)));
        long bytes = 0, messages = 0;
        for (var open = partitions; open > 0;)
        {
            var result = consumer.Consume(TimeSpan.FromSeconds(10)) ?? throw new TimeoutException("the broker sends nothing");
            if (result.IsPartitionEOF) open--;
            else (messages, bytes) = (messages + 1, bytes + result.Message.Value.Length);
        }

        if (messages != _messages || bytes == 0) throw new InvalidOperationException($"{messages} messages came, not {_messages}");
    }

    /// <summary>The loop that every producer begins with: the same lines into a topic of its own, confirmed by all replicas.</summary>
    private void BareProduce()
    {
        var topic = NewTopic();
        using var producer = new ProducerBuilder<Null, byte[]>(new Dictionary<string, string> { ["bootstrap.servers"] = brokers, ["enable.idempotence"] = "true", ["linger.ms"] = "20" }).Build();
        foreach (var line in Lines())
        {
            while (true)
            {
                try
                {
                    producer.Produce(topic, new Message<Null, byte[]> { Value = line });
                    break;
                }
                catch (ProduceException<Null, byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
                {
                    producer.Poll(TimeSpan.FromMilliseconds(10));
                }
            }
        }

        producer.Flush();
    }

    private async Task PipelineAsync(string name)
    {
        var variables = new Dictionary<string, string> { ["BROKERS"] = brokers, ["TOPIC"] = _topic, ["GROUP"] = $"bench-{Guid.NewGuid():N}", ["COPY"] = NewTopic(), ["OUT"] = Path.Combine(_work, $"{_turn++}") };
        using var running = RunningPipeline.Start(Plans.Load(name, variables), Plans.Registry, new RunSettings());
        var result = await running.Completion;
        if (!result.Succeeded || result.Final.Components[0].Account.In != _messages) throw new InvalidOperationException(result.Failure?.ToString() ?? "not all messages came");
    }

    /// <summary>Makes the topic and fills it, unless that was done; gives the number of its messages.</summary>
    private long Fill()
    {
        var lines = Lines();
        using var producer = new ProducerBuilder<byte[], byte[]>(new Dictionary<string, string> { ["bootstrap.servers"] = brokers, ["linger.ms"] = "20", ["queue.buffering.max.messages"] = "2000000" }).Build();
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        if (admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Exists(topic => topic.Topic == _topic)) return lines.Count;
        Create(_topic, partitions);
        var key = "\"sensor\":\""u8.ToArray();
        for (var i = 0; i < lines.Count; i++)
        {
            var from = lines[i].AsSpan().IndexOf(key) + key.Length;
            var sensor = lines[i].AsSpan(from, lines[i].AsSpan(from).IndexOf((byte)'"')).ToArray();
            producer.Produce(_topic, new Message<byte[], byte[]> { Key = sensor, Value = lines[i] });
            if (i % 500_000 == 0) producer.Flush();
        }

        producer.Flush();
        return lines.Count;
    }

    private List<byte[]> Lines() => _lines ??= [.. File.ReadLines(file).Select(Encoding.UTF8.GetBytes)];

    private List<byte[]>? _lines;

    private string NewTopic()
    {
        var name = $"copy-{Guid.NewGuid():N}";
        Create(name, partitions);
        return name;
    }

    private void Create(string topic, int count)
    {
        using var admin = new AdminClientBuilder(new Dictionary<string, string> { ["bootstrap.servers"] = brokers }).Build();
        admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = count, ReplicationFactor = 1 }]).GetAwaiter().GetResult();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
