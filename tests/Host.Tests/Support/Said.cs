using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Tests.Support;

/// <summary>Remembers what was logged.</summary>
internal sealed class Said : ILogger
{
    /// <summary>Level and text of each, in order.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel level) => true;

    public void Log<TState>(LogLevel level, EventId id, TState state, Exception? error, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{level} {formatter(state, error)}");
}
