using StreamGuard.Host.Service.Windows;

namespace StreamGuard.Host.Tests.Support;

/// <summary>Remembers events.</summary>
internal sealed class FakeEventLog : IEventLog
{
    public List<(EventKind Kind, string Text)> Events { get; } = [];

    public void Write(EventKind kind, string text) => Events.Add((kind, text));

    public void Dispose()
    {
    }
}
