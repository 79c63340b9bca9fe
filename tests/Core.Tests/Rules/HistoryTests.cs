using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Rules;

namespace StreamGuard.Core.Tests.Rules;

public class HistoryTests
{
    [Fact]
    public void Stands_in_order_of_time_and_equal_times_as_they_came()
    {
        var history = new History();

        var places = new[] { 5, 3, 5, 4, 9 }.Select((time, i) => history.Add(new Sample(time, i))).ToArray();

        Assert.Equal([0, 0, 2, 1, 4], places);
        Assert.Equal([1.0, 3, 0, 2, 4], Values(history));
        Assert.Equal(9, history.Newest.Time);
    }

    [Fact]
    public void Lets_the_oldest_go_and_reuses_their_room()
    {
        var history = new History();
        for (var time = 0; time < 100; time++)
        {
            history.Add(new Sample(time, time));
            if (history.Count > 3) history.RemoveOldest();
        }

        Assert.Equal([97.0, 98, 99], Values(history));
    }

    [Fact]
    public void Comes_back_as_it_was_saved()
    {
        var history = new History();
        foreach (var sample in new[] { new Sample(2, double.NaN), new Sample(1, null), new Sample(2, -1) }) history.Add(sample);
        var buffer = new ArrayBufferWriter<byte>();
        history.Save(new StateWriter(buffer));

        var restored = new History();
        restored.Restore(new StateReader(buffer.WrittenMemory));

        Assert.Equal([null, double.NaN, -1], Values(restored));
    }

    private static double?[] Values(History history) => [.. Enumerable.Range(0, history.Count).Select(i => history[i].Value)];
}
