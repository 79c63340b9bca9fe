namespace StreamGuard.Core.Tests;

public class DirectionsTests
{
    [Fact]
    public void Contracts_reference_nothing_of_ours() =>
        Assert.DoesNotContain(typeof(StreamGuard.Contracts.Batch).Assembly.GetReferencedAssemblies(), name => name.Name!.StartsWith("StreamGuard", StringComparison.Ordinal));
}
