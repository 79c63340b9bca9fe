using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Components;

public class BackgroundTests
{
    [Fact]
    public async Task Gives_way_to_others_without_taking_them_along()
    {
        var (background, after) = (0, 0);

        await Background.RunAsync(() => background = PriorityOfThread());
        await Task.Run(() => after = PriorityOfThread());

        if (OperatingSystem.IsLinux()) Assert.True(background > after, $"{background} is not behind {after}");
    }

    [Fact]
    public async Task Fails_as_the_work_does() =>
        await Assert.ThrowsAsync<IOException>(() => Background.RunAsync(() => throw new IOException("the disk is full")));

    /// <summary>Its nice value: the 19th field of its stat, the 17th behind the name.</summary>
    private static int PriorityOfThread() => OperatingSystem.IsLinux()
        ? int.Parse(File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16], System.Globalization.CultureInfo.InvariantCulture)
        : 0;
}
