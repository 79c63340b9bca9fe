using System.Diagnostics;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamGuard.Benchmarks.Iomt;

/// <summary>The topic that the pipeline reads, made anew; it has one partition, so that offsets are the numbers of records.</summary>
/// <param name="brokers">A running cluster.</param>
/// <param name="flows">A file of flow records, a line each, which are produced over and over.</param>
internal sealed class FlowTopic(string brokers, string flows)
{
    private const string Topic = "iomt_traffic_stream";

    private readonly List<byte[]> _flows = [.. File.ReadLines(flows).Select(Encoding.UTF8.GetBytes)];

    /// <summary>Makes it and the topic of alerts, both empty.</summary>
    public async Task CreateAsync()
    {
        using var admin = new AdminClientBuilder(new Dictionary<string, string> { ["bootstrap.servers"] = brokers }).Build();
        foreach (var topic in new[] { Topic, "iomt_traffic_anomalies" })
        {
            try
            {
                await admin.DeleteTopicsAsync([topic]);
            }
            catch (DeleteTopicsException)
            {
                // It is the first run.
            }

            await CreateAsync(admin, new TopicSpecification { Name = topic, NumPartitions = 1, ReplicationFactor = 1 });
        }
    }

    /// <summary>Produces so many a second, or without a rate as fast as it goes, and notes when, in ticks of the stopwatch.</summary>
    public async Task ProduceAsync(int rate, long[] produced, Action<int>? beside = null)
    {
        var settings = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = brokers, ["enable.idempotence"] = "true", ["linger.ms"] = rate == 0 ? "20" : "0", ["queue.buffering.max.messages"] = "2000000",
        };
        using var producer = new ProducerBuilder<Null, byte[]>(settings).Build();
        var began = Stopwatch.GetTimestamp();
        for (var record = 0; record < produced.Length; record++)
        {
            while (rate > 0 && Stopwatch.GetElapsedTime(began).TotalSeconds < (double)record / rate) await Task.Delay(1);
            produced[record] = Stopwatch.GetTimestamp();
            producer.Produce(Topic, new Message<Null, byte[]> { Value = _flows[record % _flows.Count] });
            beside?.Invoke(record);
        }

        producer.Flush();
    }

    private static async Task CreateAsync(IAdminClient admin, TopicSpecification topic)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await admin.CreateTopicsAsync([topic]);
                return;
            }
            catch (CreateTopicsException) when (attempt < 100)
            {
                await Task.Delay(100); // it is being deleted
            }
        }
    }
}
