using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class RehearsalTests
{
    /// <summary>Nobody would see it fail in the background.</summary>
    [Fact]
    public Task It_succeeds() => Rehearsal.RunAsync();
}
