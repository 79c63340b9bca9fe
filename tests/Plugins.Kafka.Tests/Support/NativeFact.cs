using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A fact about librdkafka, skipped on a machine where it could not be had.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    private static readonly bool IsThere = Find();

    public NativeFactAttribute()
    {
        if (!IsThere) Skip = "the native library 'librdkafka' is not there: plugins/native/fill-feed says why";
    }

    private static bool Find()
    {
        using var client = ConfigCheck.Open();
        return client is not null;
    }
}

/// <summary>A theory about librdkafka, skipped on a machine where it could not be had.</summary>
public sealed class NativeTheoryAttribute : TheoryAttribute
{
    public NativeTheoryAttribute() => Skip = new NativeFactAttribute().Skip;
}
