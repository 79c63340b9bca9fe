using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>A place that can be tapped: reads what a component sends beside its readers. Untapped, it costs one look a batch.</summary>
internal sealed class TapPoint(string component) : IReceiver
{
    private IWatcher[] _watchers = [];

    public void Receive(Message message)
    {
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.Length == 0 || message.Batch is not { } batch) return;
        foreach (var watcher in watchers) watcher.Take(component, batch);
    }

    /// <summary>Who looks on from now on.</summary>
    public void Set(IWatcher[] watchers) => Volatile.Write(ref _watchers, watchers);
}
