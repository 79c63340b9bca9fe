using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Components;

public class FaultPointsTests
{
    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("", null, 0)]
    [InlineData("file.rename.before", "file.rename.before", 1)]
    [InlineData("file.rename.before:3", "file.rename.before", 3)]
    public void Reads_a_point_and_the_time_it_is_reached(string? text, string? point, long count)
    {
        var fault = FaultPoints.Parse(text);

        Assert.Equal(point is null ? null : (point, count), fault);
    }

    [Fact]
    public void Refuses_a_count_that_is_none() => Assert.Throws<FormatException>(() => FaultPoints.Parse("file.rename.before:x"));

    [Fact]
    public async Task Tells_a_watcher_of_points_reached_by_what_it_started()
    {
        var reached = new List<string>();

        using (FaultPoints.Watch(reached.Add)) await Task.Run(() => FaultPoints.Reach("here"));
        FaultPoints.Reach("no longer");

        Assert.Equal(["here"], reached);
    }
}
