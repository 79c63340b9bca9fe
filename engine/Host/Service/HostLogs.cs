using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace StreamGuard.Host.Service;

/// <summary>Makes the host's log: lines on stderr, in the form that whoever reads them wants.</summary>
internal static class HostLogs
{
    /// <param name="options">What is written, and how.</param>
    /// <param name="manager">Takes the lines in place of stderr; null for stderr.</param>
    public static ILoggerFactory Create(LogOptions options, ILoggerProvider? manager) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(Level(options.Level));
        // A request is not worth a line; what goes wrong in the web server is.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // That it does not start is said by whoever starts it.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        if (manager is not null)
        {
            logging.AddProvider(manager);
            return;
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        switch (options.Format ?? (IsBelowSystemd ? LogFormat.Journal : LogFormat.Text))
        {
            case LogFormat.Json:
                logging.AddJsonConsole(json => (json.UseUtcTimestamp, json.TimestampFormat) = (true, "O"));
                break;
            case LogFormat.Journal:
                logging.AddSystemdConsole();
                break;
            default:
                logging.AddConsole(console => console.FormatterName = TextLines.Name).AddConsoleFormatter<TextLines, ConsoleFormatterOptions>();
                break;
        }
    });

    /// <summary>systemd sets it where stderr is the journal.</summary>
    private static bool IsBelowSystemd => Environment.GetEnvironmentVariable("JOURNAL_STREAM") is { Length: > 0 };

    private static LogLevel Level(LogDetail detail) => detail switch
    {
        LogDetail.Debug => LogLevel.Debug,
        LogDetail.Warning => LogLevel.Warning,
        LogDetail.Error => LogLevel.Error,
        _ => LogLevel.Information,
    };

    /// <summary>Time, level, who, what: one line; what follows a line break is indented.</summary>
    private sealed class TextLines() : ConsoleFormatter(Name)
    {
        public new const string Name = "lines";

        public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter output)
        {
            output.Write(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            output.Write(entry.LogLevel switch
            {
                LogLevel.Error or LogLevel.Critical => " error   ",
                LogLevel.Warning => " warning ",
                LogLevel.Debug or LogLevel.Trace => " debug   ",
                _ => " info    ",
            });
            output.Write($"{entry.Category}: {entry.Formatter(entry.State, entry.Exception).ReplaceLineEndings("\n    ")}");
            if (entry.Exception is { } error) output.Write($" ({error.Message})");
            output.Write('\n');
        }
    }
}
