using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>A place that can be tapped: reads what a component sends beside its readers. Untapped, it costs one look a batch.</summary>
internal sealed class TapPoint(string component) : IReceiver
{
    private Tap[] _taps = [];

    public string Component => component;

    public void Receive(Message message)
    {
        var taps = Volatile.Read(ref _taps);
        if (taps.Length == 0 || message.Batch is not { } batch) return;
        foreach (var tap in taps) tap.Take(component, batch);
    }

    /// <summary>To be called by one thread at a time.</summary>
    public void Add(Tap tap)
    {
        if (!_taps.Contains(tap)) Volatile.Write(ref _taps, [.. _taps, tap]);
    }

    /// <summary>To be called by one thread at a time.</summary>
    public void Remove(Tap tap) => Volatile.Write(ref _taps, [.. _taps.Where(known => known != tap)]);
}
