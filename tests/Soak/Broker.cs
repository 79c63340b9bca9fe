using System.Diagnostics;

namespace StreamGuard.Soak;

/// <summary>A Kafka broker of its own, by the scripts <c>start</c> and <c>stop</c> of a folder.</summary>
internal sealed class Broker : IDisposable
{
    private readonly string _scripts;
    private readonly string _data;

    private Broker(string scripts, string data, string address) => (_scripts, _data, Address) = (scripts, data, address);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public static Broker Start(string scripts, string data) =>
        new(scripts, data, Run(Path.Combine(scripts, "start"), "--dir", data, "--partitions", "4").Split('\n').First(line => line.StartsWith("bootstrap=", StringComparison.Ordinal))["bootstrap=".Length..].Trim());

    /// <summary>Ends it as a crash would, and brings it back with its data at the same port.</summary>
    /// <param name="away">How long there is none.</param>
    public void Restart(TimeSpan away = default)
    {
        Run(Path.Combine(_scripts, "stop"), _data, "--kill");
        Thread.Sleep(away);
        Run(Path.Combine(_scripts, "start"), "--dir", _data, "--port", Address[(Address.LastIndexOf(':') + 1)..]);
    }

    public void Dispose() => Run(Path.Combine(_scripts, "stop"), _data);

    private static string Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments) { RedirectStandardOutput = true };
        start.Environment["KAFKA_JVM_OPTS"] = "-XX:TieredStopAtLevel=4";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{script} ended with {process.ExitCode}");
    }
}
