using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public class LaneProgressTests
{
    private readonly LaneProgress _progress = new(2);
    private readonly long[] _watermarks = [long.MinValue, long.MinValue];

    [Fact]
    public void Moves_on_when_the_last_lane_has_handled_a_watermark()
    {
        _progress.Fired(0, 10);
        Assert.False(_progress.TryMove(_watermarks));

        _progress.Fired(1, 10);

        Assert.True(_progress.TryMove(_watermarks));
        Assert.Equal(10, _progress.Everywhere);
        Assert.False(_progress.TryMove(_watermarks));
    }

    [Fact]
    public void A_lane_that_runs_ahead_lets_the_watermark_go_as_far_as_it_did_then()
    {
        _progress.Onward(0, 7);
        _progress.Fired(0, 10);
        _progress.Onward(0, 18);
        _progress.Fired(0, 20);
        _progress.Onward(1, 9);
        _progress.Fired(1, 10);

        Assert.True(_progress.TryMove(_watermarks));
        Assert.Equal([7L, 9L], _watermarks);

        _progress.Fired(1, 20);

        Assert.True(_progress.TryMove(_watermarks));
        Assert.Equal([18L, 9L], _watermarks);
    }
}
