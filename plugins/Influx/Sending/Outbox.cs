using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Points;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>
/// Rows on their way: lines are gathered while those before them are sent, one request at a time and in order. A call
/// that fails is made again and goes on where it stood; what fails between calls fails in the next one.
/// </summary>
internal sealed class Outbox(PointPlan points, LineWriter lines, IWriter writer, InfluxBatch limits, SinkContext context) : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<(Batch Batch, int Row, string Reason)> _refused = [];
    private LineBatch _filling = new();
    private LineBatch _spare = new();
    private Dispatch? _sending;
    private Task? _answer;
    private ITimer? _timer;
    private long _since;
    private PointRows? _rows;
    private int _next;

    /// <summary>Takes the rows of a batch.</summary>
    public ValueTask AddAsync(Batch batch, CancellationToken stop) => AloneAsync(async () =>
    {
        _rows ??= new PointRows(points, batch);
        for (; _next < batch.Rows; _next++)
        {
            if (_filling.Count >= limits.Rows || _filling.Bytes >= limits.Size.Bytes) await SendAsync(stop).ConfigureAwait(false);
            Add(batch, _next);
        }

        _rows.Dispose();
        (_rows, _next) = (null, 0);
    }, stop);

    /// <summary>No more rows are there for now: sends what may not wait for others.</summary>
    public ValueTask FlushAsync(CancellationToken stop) => AloneAsync(async () =>
    {
        if (_filling.Count > 0 && limits.Every > Duration.Zero && Waited < limits.Every.TimeSpan) Wake();
        else await SendAsync(stop).ConfigureAwait(false);
        await SettleAsync(stop).ConfigureAwait(false);
    }, stop);

    /// <summary>Sends everything, and waits until it is written or refused.</summary>
    public ValueTask SendAllAsync(CancellationToken stop) => AloneAsync(async () =>
    {
        await SendAsync(stop).ConfigureAwait(false);
        await SettleAsync(stop).ConfigureAwait(false);
    }, stop);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_timer is not null) await _timer.DisposeAsync().ConfigureAwait(false);
        await _gate.WaitAsync().ConfigureAwait(false);
        if (_answer is not null) await Task.WhenAny(_answer).ConfigureAwait(false);
        _rows?.Dispose();
        _filling.Clear();
        _sending?.Batch.Clear();
        _closing.Dispose();
    }

    private TimeSpan Waited => context.Clock.GetElapsedTime(_since);

    private async ValueTask AloneAsync(Func<ValueTask> work, CancellationToken stop)
    {
        await _gate.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
            BuryRefused();
        }
        finally
        {
            _gate.Release();
        }
    }

    private void Add(Batch batch, int row)
    {
        if (_filling.Count == 0) _since = context.Clock.GetTimestamp();
        if (lines.Append(_rows!, row, _filling.Buffer) is { } reason)
        {
            context.DeadLetter(batch, [row], reason);
            return;
        }

        _filling.Added(batch, row);
        if (lines.LeftOut > 0) context.LeftOut(lines.LeftOut);
    }

    /// <summary>Begins to send what was gathered, when what was sent before is settled.</summary>
    private async ValueTask SendAsync(CancellationToken stop)
    {
        await SettleAsync(stop).ConfigureAwait(false);
        if (_filling.Count == 0) return;
        _sending = new Dispatch(_filling, writer);
        (_filling, _spare) = (_spare, _filling);
        Begin(_sending);
    }

    private void Begin(Dispatch dispatch) => _answer = Task.Run(() => dispatch.RunAsync(_closing.Token));

    /// <summary>Waits until each line that is on its way is written or refused; what failed is begun again.</summary>
    private async ValueTask SettleAsync(CancellationToken stop)
    {
        if (_sending is null) return;
        if (_answer is null) Begin(_sending);
        try
        {
            await _answer!.WaitAsync(stop).ConfigureAwait(false);
        }
        catch
        {
            if (_answer!.IsCompleted) _answer = null;
            throw;
        }

        foreach (var (line, words) in _sending.Refused)
        {
            var (batch, row) = _sending.Batch.RowOf(line);
            batch.Retain();
            _refused.Add((batch, row, $"refused by the server: {words}"));
        }

        context.Wrote(_sending.Batch.Bytes);
        _sending.Batch.Clear();
        (_sending, _answer) = (null, null);
    }

    /// <summary>Only within a call: Runtime takes dead letters at no other time.</summary>
    private void BuryRefused()
    {
        foreach (var same in _refused.GroupBy(each => (each.Batch, each.Reason)))
        {
            context.DeadLetter(same.Key.Batch, [.. same.Select(each => each.Row)], same.Key.Reason);
            foreach (var each in same) each.Batch.Release();
        }

        _refused.Clear();
    }

    /// <summary>Sees to it that what was gathered is sent in time, though no more rows come.</summary>
    private void Wake()
    {
        var rest = limits.Every.TimeSpan - Waited;
        if (_timer is null) _timer = context.Clock.CreateTimer(_ => _ = SendInTimeAsync(), null, rest, Timeout.InfiniteTimeSpan);
        else _timer.Change(rest, Timeout.InfiniteTimeSpan);
    }

    private async Task SendInTimeAsync()
    {
        try
        {
            await _gate.WaitAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }

        try
        {
            if (_filling.Count > 0 && Waited >= limits.Every.TimeSpan) await SendAsync(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // What is on its way has failed: it is sent again in the next call, which says so if it fails once more.
        }
        finally
        {
            _gate.Release();
        }
    }
}
