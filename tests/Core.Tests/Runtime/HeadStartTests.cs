using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class HeadStartTests
{
    /// <summary>Nobody would see it fail in the background.</summary>
    [Fact]
    public void What_it_compiles_can_be_compiled() => HeadStart.CompileKernel();
}
