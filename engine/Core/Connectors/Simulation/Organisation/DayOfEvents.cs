namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>An event before it is drawn: when, whose, and which of the day.</summary>
/// <param name="Time">Microseconds UTC.</param>
internal readonly record struct Moment(long Time, int User, short Number) : IComparable<Moment>
{
    /// <summary>Numbers from here on are of an attack, and those from <see cref="FirstHarmless"/> on of what looks like one.</summary>
    public const short FirstOfAttack = Planner.PlacesPerDay / 2 + 1;

    public const short FirstHarmless = Planner.PlacesPerDay * 3 / 4;

    public int CompareTo(Moment other) => (Time, User, Number).CompareTo((other.Time, other.User, other.Number));
}

/// <summary>The events of a day of the whole organisation, in order of time.</summary>
internal sealed class DayOfEvents
{
    public DayOfEvents(long day, long firstRow, SimulationSettings settings, Person[] people, Planner planner, Draws draws)
    {
        (Number, FirstRow) = (day, firstRow);
        Plans = new Plan[people.Length];
        for (var user = 0; user < people.Length; user++) Plans[user] = planner.Of(day, user);
        Moments = new Moment[Plans.Sum(plan => plan.Events)];

        var begin = settings.Start + day * Planner.Day;
        var at = 0;
        for (var user = 0; user < people.Length; user++)
        {
            var plan = Plans[user];
            for (var i = 0; i < plan.Usual; i++)
            {
                // The first draws of an event's place; those of the event itself lie behind them.
                draws.Begin(planner.PlaceOf(day, user) + 1 + i);
                var offset = planner.OffsetOf(planner.WorkingHour(people[user])) + (long)(draws.Uniform() * Planner.Hour);
                Moments[at++] = new Moment(begin + Millis(offset % Planner.Day), user, (short)(1 + i));
            }

            if (plan.Attack is { } attack) Add(attack, Moment.FirstOfAttack);
            if (plan.Harmless is { } harmless) Add(harmless, Moment.FirstHarmless);

            void Add(Happening happening, short first)
            {
                for (var i = 0; i < happening.Events; i++)
                {
                    draws.Begin(planner.PlaceOf(day, user) + first + i);
                    var within = (i + draws.Uniform()) / happening.Events;
                    Moments[at++] = new Moment(begin + Millis(happening.Begin + (long)(within * happening.Length)), user, (short)(first + i));
                }
            }
        }

        Array.Sort(Moments);
    }

    public long Number { get; }

    public long FirstRow { get; }

    public Plan[] Plans { get; }

    public Moment[] Moments { get; }

    private static long Millis(long micros) => micros - micros % 1000;
}
