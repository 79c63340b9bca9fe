using System.Diagnostics;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A cluster of three real brokers, one of which can go and come back.</summary>
public sealed class ThreeBrokers : Broker
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streamguard-kafka-").FullName;

    public ThreeBrokers()
    {
        const string bootstrap = "bootstrap=";
        Bootstrap = Run("start", "--dir", _folder, "--brokers", "3").Split('\n').Single(line => line.StartsWith(bootstrap, StringComparison.Ordinal))[bootstrap.Length..];
    }

    /// <summary>All three.</summary>
    public override string Bootstrap { get; }

    /// <summary>Kills one, 1 to 3; it keeps its data.</summary>
    public void Stop(int broker) => Run("stop", _folder, "--kill", "--broker", $"{broker}");

    /// <summary>One says nothing more, as if its power were gone, and takes no part until <see cref="Thaw"/>.</summary>
    public void Freeze(int broker) => Signal(broker, "-STOP");

    public void Thaw(int broker) => Signal(broker, "-CONT");

    /// <summary>Starts those that were stopped, at the same ports.</summary>
    public new void StartAgain() => Run("start", "--dir", _folder);

    public override void Dispose()
    {
        Run("stop", _folder, "--kill");
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    private void Signal(int broker, string signal)
    {
        using var kill = Process.Start("kill", [signal, File.ReadAllText(Path.Combine(_folder, $"broker-{broker}", "pid")).Trim()]);
        kill.WaitForExit();
    }
}
