using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Tests.Runtime;

public class FanInTests
{
    private readonly List<Message> _signals = [];
    private readonly FanIn _fanIn;
    private readonly FanIn _lanes;

    public FanInTests()
    {
        _fanIn = new FanIn(2, new Stage(TimeProvider.System), new Collector(_signals));
        _lanes = new FanIn(2, new Stage(TimeProvider.System), new Collector(_signals), areLanes: true);
    }

    [Fact]
    public async Task The_watermark_is_the_least_of_the_inputs()
    {
        await _fanIn.HandleAsync(0, Message.Watermark(10));
        Assert.Empty(_signals);
        await _fanIn.HandleAsync(1, Message.Watermark(4));
        await _fanIn.HandleAsync(1, Message.Watermark(12));

        Assert.Equal([Message.Watermark(4), Message.Watermark(10)], _signals);
    }

    [Fact]
    public async Task An_idle_input_holds_nobody_back_even_while_its_watermark_goes_on()
    {
        await _fanIn.HandleAsync(1, Message.Watermark(4));
        await _fanIn.HandleAsync(1, Message.Idle);
        await _fanIn.HandleAsync(0, Message.Watermark(10));
        await _fanIn.HandleAsync(1, Message.Watermark(5));
        await _fanIn.HandleAsync(0, Message.Watermark(20));

        Assert.Equal([Message.Watermark(10), Message.Watermark(20)], _signals);
    }

    [Fact]
    public async Task An_input_that_is_active_again_holds_back_before_its_first_row_comes()
    {
        await _fanIn.HandleAsync(1, Message.Watermark(4));
        await _fanIn.HandleAsync(1, Message.Idle);
        await _fanIn.HandleAsync(0, Message.Watermark(10));
        await _fanIn.HandleAsync(1, Message.Active);
        await _fanIn.HandleAsync(0, Message.Watermark(20));
        await _fanIn.HandleAsync(1, Message.Watermark(15));

        Assert.Equal([Message.Watermark(10), Message.Watermark(15)], _signals);
    }

    [Fact]
    public async Task Idle_and_active_pass_when_they_are_true_of_all()
    {
        await _fanIn.HandleAsync(0, Message.Idle);
        await _fanIn.HandleAsync(1, Message.Idle);
        await _fanIn.HandleAsync(0, Message.Active);

        Assert.Equal([Message.Idle, Message.Active], _signals);
    }

    [Fact]
    public async Task Lanes_wait_for_each_other_though_idle()
    {
        await _lanes.HandleAsync(0, Message.Idle);
        await _lanes.HandleAsync(1, Message.Idle);
        await _lanes.HandleAsync(0, Message.Watermark(10));
        Assert.Equal([Message.Idle], _signals);
        await _lanes.HandleAsync(1, Message.Watermark(10));

        Assert.Equal([Message.Idle, Message.Watermark(10)], _signals);
    }

    [Fact]
    public async Task A_barrier_holds_back_only_the_input_that_has_sent_it()
    {
        var first = _fanIn.HandleAsync(0, Message.Barrier(1));
        await _fanIn.HandleAsync(1, Message.Watermark(3));
        Assert.False(first.IsCompleted);
        await _fanIn.HandleAsync(1, Message.Barrier(1));
        await first;

        Assert.Equal([Message.Barrier(1)], _signals);
    }

    [Fact]
    public async Task An_input_that_has_ended_counts_as_having_sent_every_later_barrier()
    {
        await _fanIn.HandleAsync(0, Message.End);
        await _fanIn.HandleAsync(1, Message.Barrier(1));
        await _fanIn.HandleAsync(1, Message.End);

        Assert.Equal([Message.Barrier(1), Message.Watermark(long.MaxValue), Message.End], _signals);
    }

    private sealed class Collector(List<Message> signals) : IFanInReceiver
    {
        public void OnBatch(int input, Batch batch)
        {
        }

        public void OnSignal(Message signal) => signals.Add(signal);
    }
}
