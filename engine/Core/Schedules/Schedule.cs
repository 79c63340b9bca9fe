using NCrontab;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Schedules;

/// <summary>The times at which a pipeline is begun: those of a cron expression by the clock of a time zone.</summary>
public sealed class Schedule
{
    // From one 29 February to the next it may be eight years.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(9 * 366);

    private readonly CrontabSchedule _times;

    private Schedule(ScheduleOptions options, CrontabSchedule times, TimeZoneInfo zone) => (Options, _times, Zone) = (options, times, zone);

    /// <summary>As it was written.</summary>
    public ScheduleOptions Options { get; }

    /// <summary>Whose clock is meant.</summary>
    public TimeZoneInfo Zone { get; }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The expression is none; says why.</exception>
    /// <exception cref="TimeZoneNotFoundException">This machine knows no such zone.</exception>
    public static Schedule Parse(ScheduleOptions options)
    {
        try
        {
            return new Schedule(options, CrontabSchedule.Parse(options.Cron), TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone));
        }
        catch (CrontabException error)
        {
            throw new FormatException(error.Message, error);
        }
        catch (InvalidTimeZoneException error)
        {
            throw new TimeZoneNotFoundException(error.Message, error);
        }
    }

    /// <summary>The first time behind an instant, UTC; null when there is none within nine years.</summary>
    /// <remarks>
    /// A time of the clock that is skipped when it is put forward comes as if it had not been. Of times that come twice
    /// when it is put back the first counts. A schedule that comes in every hour goes on through both as if nothing was.
    /// </remarks>
    public DateTimeOffset? Next(DateTimeOffset after) => IsHourly ? NextByOffset(after) : NextByClock(after);

    public override string ToString() => $"'{Options.Cron}', {Options.TimeZone}";

    /// <summary>In each hour of the day.</summary>
    private bool IsHourly => Options.Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == "*";

    private DateTimeOffset? NextByClock(DateTimeOffset after)
    {
        var clock = TimeZoneInfo.ConvertTime(after, Zone).DateTime;
        var end = clock + Farthest;
        while (_times.GetNextOccurrence(clock, end) is var next && next < end)
        {
            var instant = new DateTimeOffset(next, OffsetOf(next)).ToUniversalTime();
            if (instant > after) return instant;
            clock = next;
        }

        return null;
    }

    /// <summary>Of a time that comes twice the first one's; of one that is skipped that in force before.</summary>
    private TimeSpan OffsetOf(DateTime clock)
    {
        if (Zone.IsAmbiguousTime(clock)) return Zone.GetAmbiguousTimeOffsets(clock).Max();
        while (Zone.IsInvalidTime(clock)) clock -= TimeSpan.FromMinutes(15);
        return Zone.GetUtcOffset(clock);
    }

    /// <summary>By the clock as it goes now, and from its next change on by the clock as it goes then.</summary>
    private DateTimeOffset? NextByOffset(DateTimeOffset after)
    {
        var end = after + Farthest;
        var offset = Zone.GetUtcOffset(after);
        var clock = (after + offset).UtcDateTime;
        while (true)
        {
            var next = _times.GetNextOccurrence(clock, end.UtcDateTime);
            var instant = new DateTimeOffset(next, TimeSpan.Zero) - offset;
            if (instant >= end) return null;
            if (Zone.GetUtcOffset(instant) == offset) return instant;
            var change = Change(after, instant, offset);
            offset = Zone.GetUtcOffset(change);
            // The instant of the change itself may be a time.
            clock = (change + offset).UtcDateTime.AddTicks(-1);
            after = change;
        }
    }

    /// <summary>The first second between two instants at which another offset is in force than at the first.</summary>
    private DateTimeOffset Change(DateTimeOffset from, DateTimeOffset to, TimeSpan offset)
    {
        var (low, high) = (from.ToUnixTimeSeconds(), to.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (Zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset) low = middle;
            else high = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}
