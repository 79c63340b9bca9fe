using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Tests.Transforms;

public class MissingTimesTests
{
    private static readonly Schema Schema = new([new("time", ColumnType.Timestamp), new("n", ColumnType.Int)]) { EventTime = "time" };

    [Fact]
    public void Gives_the_batch_itself_when_no_time_is_missing()
    {
        var batch = new BatchBuilder(Schema).Row(DateTime.UnixEpoch, 1L).Build();
        var output = new CollectingOutput();

        var timed = MissingTimes.Reject(batch, 0, output);

        Assert.Same(batch, timed);
        Assert.Empty(output.Dead);
    }

    [Fact]
    public void Rejects_rows_without_time_and_keeps_the_others_in_order()
    {
        var batch = new BatchBuilder(Schema).Row(null, 1L).Row(DateTime.UnixEpoch, 2L).Row(null, 3L).Row(DateTime.UnixEpoch, 4L).Row(null, 5L).Build();
        var output = new CollectingOutput();

        var timed = MissingTimes.Reject(batch, 0, output);

        Assert.Equal([2L, 4L], timed.Ints(1).ToArray());
        Assert.Equal([1L, 3L, 5L], output.Dead.Select(dead => dead.Row[1]));
        Assert.Contains("'time'", output.Dead[0].Reason);
    }

    [Fact]
    public void Gives_an_empty_batch_when_every_time_is_missing()
    {
        var batch = new BatchBuilder(Schema).Row(null, 1L).Build();

        Assert.Equal(0, MissingTimes.Reject(batch, 0, new CollectingOutput()).Rows);
    }
}
