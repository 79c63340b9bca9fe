using System.Collections.Concurrent;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Support;

/// <summary>Remembers what a service manager was told.</summary>
internal sealed class FakeNotifier : IServiceNotifier
{
    private readonly BlockingCollection<string> _told = [];

    public TimeSpan Every => TimeSpan.FromSeconds(10);

    /// <summary>Nothing that was told is left.</summary>
    public bool IsEmpty => _told.Count == 0;

    /// <summary>What it was told next; null when nothing was in ten seconds.</summary>
    public string? Next() => _told.TryTake(out var told, TimeSpan.FromSeconds(10)) ? told : null;

    public void Ready(string status) => _told.Add($"ready: {status}");

    public void Status(string status) => _told.Add($"status: {status}");

    public void Reloading() => _told.Add("reloading");

    public void Stopping(string status) => _told.Add($"stopping: {status}");

    public void Alive() => _told.Add("alive");

    public void Dispose() => _told.Dispose();
}
