using StreamGuard.Host.Running;

namespace StreamGuard.Host.Tests.Running;

public class NativeHeapTests
{
    [Fact]
    public void The_C_library_of_a_usual_Linux_takes_the_bound() => Assert.Equal(OperatingSystem.IsLinux(), NativeHeap.Bound());
}
