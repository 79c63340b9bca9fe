using StreamGuard.Plugins.Kafka.Tests.Support;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>A test that needs data which is not committed: skipped, and said so, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(params string[] paths)
    {
        if (paths.FirstOrDefault(path => SharedData.Find(path) is null) is { } missing) Skip = $"{missing} is not here; STREAMGUARD_SHARED says where it is";
    }
}

/// <summary>The same for a test of several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute(params string[] paths) => Skip = new SharedDataFactAttribute(paths).Skip;
}

/// <summary>The same for one that needs a broker too.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerDataFactAttribute : SharedDataFactAttribute
{
    public BrokerDataFactAttribute(params string[] paths)
        : base(paths) => Skip ??= Broker.Absence;
}
