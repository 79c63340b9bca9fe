using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// The transactional ids of a run. They are the same for every run of the pipeline from this checkpoint folder, whatever
/// its sinks, so that each fences the one before. A further cluster has one of its own: it may be the same cluster by
/// another name, where two producers with one id would fence each other.
/// </summary>
internal sealed class TransactionalIds
{
    private int _given;

    private TransactionalIds()
    {
    }

    /// <summary>Tells runs of a pipeline apart by their checkpoint folder; the same for every run from one folder.</summary>
    public static string InstanceOf(RunContext run) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run.CheckpointFolder ?? "")))[..12];

    /// <summary>The id for the run's next cluster; clusters come in the order of the sinks.</summary>
    public static string Next(RunContext run)
    {
        var number = Interlocked.Increment(ref run.Shared("kafka transactional ids", () => new TransactionalIds())._given);
        return number == 1 ? $"{run.Pipeline}.{InstanceOf(run)}" : $"{run.Pipeline}.{InstanceOf(run)}.{number}";
    }
}
