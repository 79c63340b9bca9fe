using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Connection;
using StreamGuard.Plugins.Influx.Points;
using StreamGuard.Plugins.Influx.Sending;

namespace StreamGuard.Plugins.Influx;

/// <summary>
/// Sends points at once. What a crash makes it send again overwrites itself, so that nothing has to be saved: rows of an
/// epoch are written when it is prepared, and those after it come again.
/// </summary>
internal sealed class InfluxSink(InfluxSinkOptions options) : ISink
{
    private PointPlan? _points;
    private LineWriter? _lines;
    private HttpWriter? _writer;
    private Outbox? _outbox;

    public void Bind(SinkBinding binding)
    {
        ConnectionChecks.Check(binding, options);
        _points = PointBinder.Bind(binding, options);
        _lines = new LineWriter(_points, binding.RowText(binding.Input));
        Guarantee(binding, hasTime: _points.Time is not null);
        if (binding.Input.IsUpdating)
            binding.Note("a row that revises another overwrites it where measurement, tags and time are the same");
    }

    public async ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _writer ??= new HttpWriter(options, context.Clock);
        await _writer.CheckAsync(stop).ConfigureAwait(false);
        _outbox = new Outbox(_points!, _lines!, _writer, options.Batch ?? new InfluxBatch(), context);
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop) => _outbox!.AddAsync(batch, stop);

    public ValueTask FlushAsync(CancellationToken stop) => _outbox!.FlushAsync(stop);

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) => _outbox!.SendAllAsync(stop);

    public async ValueTask CloseAsync()
    {
        if (_outbox is not null) await _outbox.DisposeAsync().ConfigureAwait(false);
        _writer?.Dispose();
    }

    private void Guarantee(SinkBinding binding, bool hasTime)
    {
        if (!hasTime && binding.Delivery == Delivery.ExactlyOnce)
            binding.Error(Codes.Delivery, "", "Points without a time get the server's, and another one when they are sent again: they are not delivered exactly once.",
                "Write time: with the column of the point's time, or delivery: at_least_once.");
        var delivery = hasTime ? binding.Delivery ?? Delivery.ExactlyOnce : binding.Delivery ?? Delivery.AtLeastOnce;
        var every = options.Batch?.Every ?? Duration.Zero;
        var sent = every > Duration.Zero ? $"sent within {every}" : "sent at once";
        binding.Guarantees(delivery, delivery == Delivery.ExactlyOnce ? $"{sent}; a point that is sent again overwrites itself" : sent);
    }
}
