using Microsoft.Extensions.Logging;

namespace StreamGuard.Host.Service.Windows;

/// <summary>Brings the host's log to the event log: a service of Windows has no stderr that anybody reads.</summary>
internal sealed class EventLogProvider(IEventLog log) : ILoggerProvider
{
    // ReportEvent takes 31,839 characters.
    private const int Longest = 31_000;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(categoryName, log);

    public void Dispose() => log.Dispose();

    private sealed class Category(string name, IEventLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var kind = logLevel switch
            {
                LogLevel.Error or LogLevel.Critical => EventKind.Error,
                LogLevel.Warning => EventKind.Warning,
                _ => EventKind.Information,
            };
            var text = $"{name}: {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}";
            log.Write(kind, text.Length > Longest ? text[..Longest] : text);
        }
    }
}
