using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Schedules;

namespace StreamGuard.Core.Planning;

/// <summary>Checks the schedule of a pipeline.</summary>
internal static class SchedulePlanning
{
    /// <summary>The schedule; null where there is none, or none that can be, which has been reported.</summary>
    public static Schedule? Of(PipelineDefinition pipeline, bool isBounded, TimeProvider clock, Problems problems)
    {
        if (pipeline.Schedule is not { Value: Pipelines.FileOptions { Schedule: { } options } } bound) return null;
        if (!isBounded)
            Wrong("schedule", "a schedule begins a pipeline again and again, and this one does not end by itself.", "Leave it out, or read a bounded input, such as files, or Kafka with stop:.");
        try
        {
            var schedule = Schedule.Parse(options);
            if (schedule.Next(clock.GetUtcNow()) is not null) return schedule;
            Wrong("schedule.cron", $"the schedule '{options.Cron}' never comes.", "Its days and months do not meet: 30 February, say.");
        }
        catch (FormatException error)
        {
            Wrong("schedule.cron", $"the schedule '{options.Cron}' cannot be read: {error.Message.TrimEnd('.')}.", "Write minute, hour, day of the month, month and day of the week: '0 2 * * *' is every night at two.");
        }
        catch (TimeZoneNotFoundException)
        {
            Wrong("schedule.time_zone", $"there is no time zone '{options.TimeZone}' on this machine.", "Write a name such as Europe/Berlin, or UTC; where none is known the package tzdata is missing.");
        }

        return null;

        void Wrong(string at, string message, string hint) => problems.Error(ProblemCodes.Schedule, bound.At(at), char.ToUpperInvariant(message[0]) + message[1..], hint);
    }
}
