using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook;

/// <summary>Rows sent to whoever takes JSON over HTTP: chat rooms, pagers, tickets.</summary>
public sealed class WebhookPlugin : IPlugin
{
    public void Register(IComponents components) => components.Sink<WebhookSinkOptions>("webhook", options => new WebhookSink(options));
}
