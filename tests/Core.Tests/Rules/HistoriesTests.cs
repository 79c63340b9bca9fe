using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Rules;

public class HistoriesTests
{
    [Fact]
    public void Stands_in_order_of_time_and_equal_times_as_they_came()
    {
        var histories = new Histories();

        var places = new[] { 5, 3, 5, 4, 9 }.Select((time, i) => Add(histories, 2, new Sample(time, i))).ToArray();

        Assert.Equal([0, 0, 2, 1, 4], places);
        Assert.Equal([1.0, 3, 0, 2, 4], Values(histories, 2));
        Assert.Equal(9, histories.Newest(2).Time);
        Assert.Equal(0, histories.CountOf(1));
    }

    [Fact]
    public void Lets_the_oldest_go_and_reuses_their_room()
    {
        var histories = new Histories();
        for (var time = 0; time < 100; time++)
        {
            Add(histories, 0, new Sample(time, time));
            if (histories.CountOf(0) > 3) histories.RemoveOldest(0);
        }

        Assert.Equal([97.0, 98, 99], Values(histories, 0));
        Assert.Equal(4, histories.Places);
    }

    [Fact]
    public void A_key_that_needs_more_leaves_its_room_to_another()
    {
        var histories = new Histories();
        for (var i = 0; i < 5; i++) Add(histories, 0, new Sample(i, i));
        var places = histories.Places;

        for (var i = 0; i < 4; i++) Add(histories, 1, new Sample(i, -i));

        Assert.Equal(places, histories.Places);
        Assert.Equal([0.0, 1, 2, 3, 4], Values(histories, 0));
        Assert.Equal([0.0, -1, -2, -3], Values(histories, 1));
    }

    [Fact]
    public void Come_back_as_they_were_saved()
    {
        var random = new Random(5);
        var (histories, restored) = (new Histories(), new Histories());
        for (var step = 0; step < 5000; step++)
        {
            var key = random.Next(100);
            Add(histories, key, new Sample(step + random.Next(9), random.Next(5) switch { 0 => null, 1 => double.NaN, _ => step }));
            if (histories.CountOf(key) > key / 4) histories.RemoveOldest(key);
        }

        restored.Restore(new StateReader(Save(histories)));

        Assert.Equal(histories.Keys, restored.Keys);
        for (var key = 0; key < 100; key++) Assert.Equal(Values(histories, key), Values(restored, key));
        for (var key = 0; key < 100; key++) Add(restored, key, new Sample(long.MaxValue, 7));
        for (var key = 0; key < 100; key++) Assert.Equal([.. Values(histories, key), 7], Values(restored, key));
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        var histories = new Histories();
        for (var i = 0; i < 20; i++) Add(histories, i % 3, new Sample(i, i));

        DamagedState.IsRefusedOrRead(Save(histories), state => new Histories().Restore(state));
    }

    private static int Add(Histories histories, int key, Sample sample) => histories.Add(key, sample, out _);

    private static byte[] Save(Histories histories)
    {
        var buffer = new ArrayBufferWriter<byte>();
        histories.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    private static double?[] Values(Histories histories, int key) => [.. Enumerable.Range(0, histories.CountOf(key)).Select(i => histories[key, i].Value)];
}
