using System.Diagnostics;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A real broker for all tests of a run, started when the first asks for it and stopped with the last.</summary>
public sealed class Broker : IDisposable
{
    private static readonly string? Tools = SharedData.Find("kafka");

    private readonly Lazy<(string Bootstrap, string Folder)> _started = new(() => Start());
    private int _topics;

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Absence { get; } =
        Tools is null ? "there is no kafka in the shared data" : FindJava() ? new NativeFactAttribute().Skip : "there is no java";

    public string Bootstrap => _started.Value.Bootstrap;

    /// <summary>A name that no other test uses.</summary>
    public string NewName(string kind) => $"{kind}-{Interlocked.Increment(ref _topics)}";

    /// <summary>Runs one of Kafka's own tools on the broker and gives what it printed.</summary>
    public string Tool(string name, params string[] arguments) => Run("tool", [name, "--bootstrap-server", Bootstrap, .. arguments]);

    /// <summary>Stops the broker; it keeps its data.</summary>
    public void Stop() => Run("stop", [_started.Value.Folder, "--kill"]);

    /// <summary>Starts the broker that was stopped, at the same port.</summary>
    public void StartAgain() => Start("--dir", _started.Value.Folder);

    public void Dispose()
    {
        if (_started.IsValueCreated) Run("stop", [_started.Value.Folder]);
        if (_started.IsValueCreated && Directory.Exists(_started.Value.Folder)) Directory.Delete(_started.Value.Folder, recursive: true);
    }

    private static (string Bootstrap, string Folder) Start(params string[] arguments)
    {
        // Transactions that are over time are looked for often, so that a test need not wait.
        var lines = Run("start", [.. arguments, "transaction.abort.timed.out.transaction.cleanup.interval.ms=200"]).Split('\n');
        return (Value("bootstrap="), Value("dir="));

        string Value(string name) => lines.Single(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
    }

    private static string Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Tools!, program), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}: {error.Result}");
    }

    private static bool FindJava() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "java")));
}

/// <summary>Tests that use the broker: one after another, for one of them stops it.</summary>
[CollectionDefinition("broker")]
public sealed class BrokerCollection : ICollectionFixture<Broker>;

/// <summary>A fact about a real broker, skipped where there is none.</summary>
public sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute() => Skip = Broker.Absence;
}

/// <summary>A theory about a real broker, skipped where there is none.</summary>
public sealed class BrokerTheoryAttribute : TheoryAttribute
{
    public BrokerTheoryAttribute() => Skip = Broker.Absence;
}
