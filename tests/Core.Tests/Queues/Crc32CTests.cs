using System.Text;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Tests.Queues;

public class Crc32CTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("a", 0xC1D04330u)]
    [InlineData("123456789", 0xE3069283u)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x22620404u)]
    public void Is_that_of_others(string text, uint expected) => Assert.Equal(expected, Crc32C.Of(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Is_that_of_RFC_3720() => Assert.Equal((0x8A9136AAu, 0x62A8AB43u), (Crc32C.Of(new byte[32]), Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray())));
}
