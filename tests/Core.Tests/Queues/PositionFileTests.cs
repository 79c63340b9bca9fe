using StreamGuard.Contracts;
using StreamGuard.Core.Queues;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Queues;

public sealed class PositionFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder["delivered"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_back_what_was_written_last()
    {
        Assert.Null(Last());

        for (byte i = 1; i <= 5; i++)
        {
            Write([i, 7]);
            Assert.Equal([i, 7], Last());
        }
    }

    [Fact]
    public void Grows_with_what_is_written()
    {
        var large = new byte[10_000];
        Random.Shared.NextBytes(large);

        Write([1]);
        Write(large);
        Write([2]);

        Assert.Equal([2], Last());
        Damage(1); // the place of the last
        Assert.Equal(large, Last());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Falls_back_to_the_one_before_when_the_last_is_damaged(int place)
    {
        Write([1]);
        Write([2]);
        Write([3]);

        Damage(place);

        Assert.Equal(place == 3 % 2 ? [2] : [3], Last());
        Write([4]);
        Assert.Equal([4], Last());
    }

    [Fact]
    public void Gives_nothing_when_both_are_damaged()
    {
        Write([1]);
        Write([2]);

        Damage(0);
        Damage(1);

        Assert.Null(Last());
    }

    [SmallDiskFact]
    public void Needs_no_room_on_a_full_disk_once_it_is_there()
    {
        using var disk = new SmallDisk(256);
        using var file = new PositionFile(System.IO.Path.Combine(disk.Path, "delivered"));
        file.Write([1]);

        using (disk.Fill(butBytes: 0))
        {
            file.Write([2]);
            Assert.Throws<RetryableException>(() => file.Write(new byte[50_000]));
        }

        file.Write(new byte[50_000]);
        Assert.Equal(50_000, file.Last?.Length);
    }

    private void Write(byte[] content)
    {
        using var file = new PositionFile(Path);
        file.Write(content);
    }

    private byte[]? Last()
    {
        using var file = new PositionFile(Path);
        return file.Last?.ToArray();
    }

    private void Damage(int place)
    {
        var bytes = File.ReadAllBytes(Path);
        bytes[place * bytes.Length / 2 + 16] ^= 1;
        File.WriteAllBytes(Path, bytes);
    }
}
