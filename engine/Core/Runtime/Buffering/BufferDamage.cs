using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>What becomes of a buffer that is found damaged: the run fails, or leaves out what cannot be read, as it was told.</summary>
internal sealed class BufferDamage(PlanNode node, RestartOptions options, Action<Problem> warn)
{
    /// <summary>The next record before a place, behind what is damaged; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is damaged: says where, how many rows are left, and what to do.</exception>
    public QueueRecord? Next(DiskQueue queue, QueuePosition limit)
    {
        while (true)
        {
            try
            {
                return queue.Next(limit);
            }
            catch (InvalidDataException damage)
            {
                if (!options.AllowStateLoss)
                    throw new InvalidDataException($"{damage.Message}; {limit.Row - queue.At.Row} rows from there on were not delivered: bring the file back, or start with --allow-state-loss to leave out what cannot be read", damage);
                var lost = queue.Skip(limit);
                warn(new Problem(ProblemCodes.BufferLost, Severity.Warning, node.Definition.Location, $"{damage.Message}.", $"{lost} rows were left out."));
            }
        }
    }
}
