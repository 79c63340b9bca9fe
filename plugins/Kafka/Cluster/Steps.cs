using System.Diagnostics;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>
/// Makes a call that blocks, in steps, so that a wish to stop is heard between them. To brokers that can be reached and
/// are slow to answer, more time is given with each.
/// </summary>
internal static class Steps
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="call">The call, with how long it may take.</param>
    /// <param name="patience">How long it is tried.</param>
    /// <param name="mayPass">Errors that are waited for; null for all of them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="KafkaException">The last one, when the time is over; one that does not pass at once.</exception>
    public static T Call<T>(Func<TimeSpan, T> call, TimeSpan patience, Func<KafkaException, bool>? mayPass, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        for (var step = Shortest; ;)
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                return call(step);
            }
            catch (KafkaException cause) when (Stopwatch.GetElapsedTime(began) < patience && mayPass?.Invoke(cause) != false)
            {
                if (cause.Error.Code == ErrorCode.Local_TimedOut) step *= 2;
                else stop.WaitHandle.WaitOne(Pause);
            }
        }
    }
}
