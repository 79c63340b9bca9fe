using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>
/// librdkafka's own cluster in this process, of one broker, which fails as it is told to. It knows no settings of topics,
/// and nothing of exactly once may be asked of it.
/// </summary>
internal sealed unsafe partial class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private const short ProduceRequest = 0;
    private const int ProducerType = 0;

    private readonly nint _client;
    private readonly nint _cluster;

    public MockCluster()
    {
        var error = stackalloc byte[512];
        var settings = Api.NewConf();
        _ = Api.SetConf(settings, "log_level", "3", error, 512);
        _client = New(ProducerType, settings, error, 512);
        _cluster = NewCluster(_client, 1);
        Bootstrap = Marshal.PtrToStringUTF8(Bootstraps(_cluster))!;
    }

    public string Bootstrap { get; }

    public void CreateTopic(string name) => Assert.Equal(0, CreateTopic(_cluster, name, 1, 1));

    /// <summary>What it says when it is asked for the topic.</summary>
    public void FailTopic(string name, ErrorCode error) => SetTopicError(_cluster, name, (int)error);

    /// <summary>What it answers to the next requests that bring messages.</summary>
    public void FailProduce(params ErrorCode[] errors)
    {
        var codes = errors.Select(error => (int)error).ToArray();
        fixed (int* first = codes) Assert.Equal(0, PushErrors(_cluster, ProduceRequest, (nuint)codes.Length, first));
    }

    public void Dispose()
    {
        DestroyCluster(_cluster);
        Destroy(_client);
    }

    [LibraryImport(Library, EntryPoint = "rd_kafka_new")]
    private static partial nint New(int type, nint conf, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_destroy")]
    private static partial void Destroy(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint NewCluster(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void DestroyCluster(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateTopic(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_set_error", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void SetTopicError(nint cluster, string topic, int error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial int PushErrors(nint cluster, short request, nuint count, int* errors);
}
