using StreamGuard.Contracts;
using StreamGuard.Plugins.Http.Options;
using StreamGuard.Plugins.Webhook.Bodies;
using StreamGuard.Plugins.Webhook.Sending;

namespace StreamGuard.Plugins.Webhook;

/// <summary>Sends rows at once. What was sent when an epoch is prepared is not sent again; nothing has to be saved.</summary>
internal sealed class WebhookSink(WebhookSinkOptions options) : ISink
{
    private const string UsualKey = "alert_id";

    private IBody? _body;
    private IdempotencyKey? _key;
    private Poster? _poster;
    private Outbox? _outbox;
    private int _next;

    public void Bind(SinkBinding binding)
    {
        Address.Check(binding, "url", options.Url);
        Headers.Check(binding, "headers", options.Headers);
        _body = options.Template is { } template ? new TemplateBinder(binding).Bind(template) : new RowBody(binding.RowText(binding.Input));
        _key = KeyOf(binding);
        binding.Guarantees(Delivery.AtLeastOnce, _key is null ? "sent at once" : "sent at once; Idempotency-Key tells what is sent again");
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _poster = new Poster(options, context.Clock);
        _outbox = new Outbox(_poster, _body!, _key, options.Batch is not null, context);
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        for (; _next < batch.Rows; _next++)
        {
            if (_outbox!.Count >= (options.Batch ?? 1)) await _outbox.SendAsync(stop).ConfigureAwait(false);
            _outbox.Add(batch, _next);
        }

        _next = 0;
    }

    public ValueTask FlushAsync(CancellationToken stop) => _outbox!.SendAsync(stop);

    public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop) => _outbox!.SendAsync(stop);

    public ValueTask CloseAsync()
    {
        _outbox?.Clear();
        _poster?.Dispose();
        return ValueTask.CompletedTask;
    }

    private IdempotencyKey? KeyOf(SinkBinding binding)
    {
        var column = options.IdempotencyKey is { } name ? binding.RequireColumn("idempotency_key", name, binding.Input) : binding.Input.IndexOf(UsualKey);
        return column < 0 ? null : new IdempotencyKey(column, binding.RowText(binding.Input));
    }
}
