using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime;

public sealed class LinkTests : IDisposable
{
    private static readonly Schema Numbers = new([new("number", ColumnType.Int)]);

    /// <summary>Rows of a batch that takes up a place.</summary>
    private const int Place = 100;

    private readonly RunScope _scope = new(new FakeRunContext(), new StateCollector(keeps: false, TimeProvider.System));
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<long> _handled = [];

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Many_small_batches_wait_where_a_few_large_ones_could()
    {
        var link = NewLink(capacity: 1);

        for (var i = 0; i < Place; i++) Assert.True(Send(link, i, rows: 1).IsCompleted);

        Assert.False(Send(link, 0, rows: 1).IsCompleted);
        Assert.Equal(1, link.Fill);
    }

    [Fact]
    public void A_large_batch_takes_one_place_however_large_it_is()
    {
        var link = NewLink(capacity: 2);

        Assert.True(Send(link, 0, rows: 10 * Place).IsCompleted);
        Assert.Equal(0.5, link.Fill);
        Assert.True(Send(link, 1, rows: Place).IsCompleted);
        Assert.False(Send(link, 2, rows: Place).IsCompleted);
    }

    [Fact]
    public async Task Who_waits_goes_on_when_there_is_room_and_nothing_overtakes_it()
    {
        var link = NewLink(capacity: 1);
        await Send(link, 0, Place);

        var waiting = SendInTurn(link, from: 1, to: 100);
        Assert.False(waiting.IsCompleted);
        _open.SetResult();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));

        while (_scope.InFlight > 0) await Task.Delay(1);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), _handled);
        Assert.Equal(0, link.Fill);
    }

    [Fact]
    public async Task Who_waits_goes_on_when_the_run_is_aborted()
    {
        var link = NewLink(capacity: 1);
        await Send(link, 0, Place);

        var waiting = Send(link, 1, rows: 1);
        Assert.False(waiting.IsCompleted);
        _scope.Abort();

        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Drops_and_counts_what_there_is_no_room_for()
    {
        var link = NewLink(capacity: 1, Overflow.Drop);

        await Send(link, 0, Place);
        await Send(link, 1, rows: 7);

        Assert.Equal(7, link.DroppedRows);
        Assert.Equal(1, _scope.InFlight);
    }

    /// <summary>A link whose body waits until it is let go on, and then notes the first number of each batch; it never fails.</summary>
    private Link NewLink(int capacity, Overflow overflow = Overflow.Wait) => new(_scope, owner: null!, capacity, async message =>
    {
        await _open.Task;
        _handled.Add(message.Batch!.Ints(0)[0]);
    }, overflow, rowsOfPlace: Place);

    private static async Task SendInTurn(Link link, int from, int to)
    {
        for (var i = from; i < to; i++) await Send(link, i, Place);
    }

    private static Task Send(Link link, long number, int rows)
    {
        var numbers = new FixedBuilder<long>(ColumnType.Int);
        for (var i = 0; i < rows; i++) numbers.Append(number);
        return link.SendAsync(Message.Of(new Batch(Numbers, [numbers.Build()], rows))).AsTask();
    }
}
