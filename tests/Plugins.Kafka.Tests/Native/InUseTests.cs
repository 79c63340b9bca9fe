using System.Runtime.InteropServices;
using Confluent.Kafka;
using StreamGuard.Plugins.Kafka.Native;
using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Plugins.Kafka.Tests.Native;

public sealed class InUseTests
{
    private static readonly Dictionary<string, string> Settings = new() { ["bootstrap.servers"] = "127.0.0.1:1" };

    [Fact]
    public void What_is_disposed_of_in_a_call_goes_when_the_call_has_ended()
    {
        var client = new Resource();

        var (one, two) = (InUse.Of(client), InUse.Of(client));
        client.Dispose();
        one.Dispose();
        Assert.False(client.IsGone);
        two.Dispose();

        Assert.True(client.IsGone);
        Assert.Throws<ObjectDisposedException>(() => InUse.Of(client));
    }

    [NativeFact]
    public void A_client_that_is_disposed_of_in_a_call_is_there_until_the_call_has_ended()
    {
        var client = new AdminClientBuilder(Settings).SetLogHandler((_, _) => { }).Build();
        var handle = InUse.HandleOf(client);
        Assert.NotNull(handle);

        using (InUse.Of(client))
        {
            client.Dispose();
            Assert.False(handle.IsClosed);
        }

        Assert.True(handle.IsClosed);
        Assert.Throws<ObjectDisposedException>(() => InUse.Of(client));
    }

    [NativeFact]
    public void A_producer_that_is_disposed_of_hands_nothing_over_any_more()
    {
        using var client = new ProducerBuilder<byte[], byte[]>(Settings).SetLogHandler((_, _) => { }).Build();
        var producer = NativeProducer.Of(client)!;
        Assert.Equal(ErrorCode.NoError, producer.Produce("topic", hasKey: false, [], []));

        producer.Dispose();

        Assert.Throws<ObjectDisposedException>(() => producer.Produce("topic", hasKey: false, [], []));
    }

    private sealed class Resource() : SafeHandle(1, ownsHandle: true)
    {
        public override bool IsInvalid => false;

        public bool IsGone { get; private set; }

        protected override bool ReleaseHandle() => IsGone = true;
    }
}
