using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A real broker for all tests of a run, started when the first asks for it and stopped with the last.</summary>
public class Broker : IDisposable
{
    private const string EndsTransactions = "transaction.abort.timed.out.transaction.cleanup.interval.ms";

    private static readonly string? Tools = SharedData.Find("kafka");

    private readonly Lazy<Started> _started;
    private int _topics;

    /// <summary>Transactions that are over time are looked for often, so that a test need not wait.</summary>
    public Broker() : this(TimeSpan.FromMilliseconds(200))
    {
    }

    /// <param name="endsTransactions">How often transactions that are over time are looked for.</param>
    protected Broker(TimeSpan endsTransactions) => _started = new Lazy<Started>(() => StartNew($"{EndsTransactions}={endsTransactions.TotalMilliseconds}"));

    /// <summary>Why there is none; null where there is one.</summary>
    public static string? Absence { get; } =
        Tools is null ? "there is no kafka in the shared data" : FindJava() ? new NativeFactAttribute().Skip : "there is no java";

    public virtual string Bootstrap => _started.Value.Bootstrap;

    /// <summary>Where user <c>robot</c> with password <c>right</c> is let in, by SASL PLAIN without TLS.</summary>
    public string Guarded => _started.Value.Guarded;

    /// <summary>A name that no other test uses.</summary>
    public string NewName(string kind) => $"{kind}-{Interlocked.Increment(ref _topics)}";

    /// <summary>Runs one of Kafka's own tools on the broker and gives what it printed.</summary>
    public string Tool(string name, params string[] arguments) => Run("tool", [name, "--bootstrap-server", Bootstrap, .. arguments]);

    /// <summary>Stops the broker; it keeps its data.</summary>
    public void Stop() => Run("stop", [_started.Value.Folder, "--kill"]);

    /// <summary>Starts the broker that was stopped, at the same ports.</summary>
    public void StartAgain() => Start(_started.Value);

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        if (!_started.IsValueCreated) return;
        Run("stop", [_started.Value.Folder]);
        Directory.Delete(_started.Value.Folder, recursive: true);
    }

    private static Started StartNew(string setting)
    {
        var ports = FreePorts(3);
        var folder = Directory.CreateTempSubdirectory("streamguard-kafka-").FullName;
        // The ports that `start` takes: the ones of last time.
        File.WriteAllText(Path.Combine(folder, "ports"), $"{ports[0]} {ports[1]}\n");
        var broker = new Started(folder, $"127.0.0.1:{ports[0]}", $"127.0.0.1:{ports[1]}", $"127.0.0.1:{ports[2]}", setting);
        Start(broker);
        return broker;
    }

    private static void Start(Started broker) => Run(
        "start", "--dir", broker.Folder,
        $"listeners=PLAINTEXT://{broker.Bootstrap},CONTROLLER://{broker.Controller},GUARDED://{broker.Guarded}",
        $"advertised.listeners=PLAINTEXT://{broker.Bootstrap},GUARDED://{broker.Guarded}",
        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT",
        "sasl.enabled.mechanisms=PLAIN",
        "listener.name.guarded.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_robot=\"right\";",
        // Whoever comes in the other way may do all; the robot may unless a test takes a right from it.
        "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users=User:ANONYMOUS",
        "allow.everyone.if.no.acl.found=true",
        broker.Setting);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }

    /// <summary>Runs a script of the shared Kafka and gives what it printed.</summary>
    protected static string Run(string program, params IEnumerable<string> arguments)
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

    private sealed record Started(string Folder, string Bootstrap, string Controller, string Guarded, string Setting);
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
