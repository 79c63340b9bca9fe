using System.Diagnostics;
using System.Globalization;

namespace StreamGuard.Contracts;

/// <summary>
/// Places at which a run can be killed on purpose, to show that it comes back with nothing lost:
/// <c>STREAMGUARD_FAULT=file.rename.before:3</c> ends the process, as <c>kill -9</c> does, when it reaches that point for
/// the third time. Not for hot paths: a point stands before and behind what a crash must not tear apart.
/// </summary>
public static class FaultPoints
{
    private static readonly AsyncLocal<Action<string>?> Watcher = new();
    private static readonly (string Point, long Count)? Fault = Parse(Environment.GetEnvironmentVariable("STREAMGUARD_FAULT"));

    private static long _reached;

    /// <summary>The run has come to a point; returns unless it is to end here.</summary>
    /// <param name="point">What is about to happen or has happened: <c>file.rename.before</c>, <c>file.rename.after</c>.</param>
    public static void Reach(string point)
    {
        Watcher.Value?.Invoke(point);
        if (Fault is not var (wanted, count) || wanted != point || Interlocked.Increment(ref _reached) != count) return;
        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite); // nothing of what follows may happen while the signal is on its way
    }

    /// <summary>
    /// Tells a test of each point that it, or what it starts from now on, comes to: it may look, or throw what a disk or
    /// a network would. Disposing ends it.
    /// </summary>
    internal static IDisposable Watch(Action<string> watcher)
    {
        Watcher.Value = watcher;
        return new Watching();
    }

    /// <exception cref="FormatException">What stands behind the colon is no number.</exception>
    internal static (string Point, long Count)? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (text, 1) : (text[..colon], long.Parse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private sealed class Watching : IDisposable
    {
        public void Dispose() => Watcher.Value = null;
    }
}
