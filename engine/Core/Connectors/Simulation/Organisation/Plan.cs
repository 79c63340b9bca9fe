namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>What a user's day holds, drawn before its events are.</summary>
/// <param name="Usual">Events of the usual day.</param>
/// <param name="City">Where it is spent, a place among <see cref="Places.Offices"/>.</param>
internal readonly record struct Plan(int Usual, int City, bool AtHome, Happening? Attack, Happening? Harmless)
{
    public int Events => Usual + (Attack?.Events ?? 0) + (Harmless?.Events ?? 0);
}

/// <summary>An episode as it happens.</summary>
/// <param name="Begin">Microseconds from the beginning of the day.</param>
/// <param name="Length">Microseconds from the first event to the last.</param>
/// <param name="Address">Where the user, or whoever plays the user, comes from.</param>
/// <param name="GuessesFrom">Where passwords are guessed from: who takes over an account does not use the address again that failed.</param>
internal readonly record struct Happening(Episode Episode, int Events, long Begin, long Length, string Address, string GuessesFrom, string City);

/// <summary>
/// Draws the plans of days. A day is 24 hours from the start of the simulation on; hours are those of the clock, UTC.
/// </summary>
internal sealed class Planner(SimulationSettings settings, Person[] people, Draws draws)
{
    public const long Hour = 3_600_000_000;
    public const long Day = 24 * Hour;
    public const int PlacesPerDay = 8192;

    private const double UsualAttacks = 0.02;

    // Days since 1970-01-01, a Thursday, modulo seven.
    private const int Saturday = 2;

    /// <summary>Place of a user's day among all draws; the plan has the first of its places, events those behind it.</summary>
    public long PlaceOf(long day, int user) => (day * people.Length + user) * PlacesPerDay;

    public Plan Of(long day, int user)
    {
        var person = people[user];
        draws.Begin(PlaceOf(day, user));
        var weekend = IsWeekend(day) ? person.Role.Weekend : 1;
        var usual = settings.EventsPerDay * person.Pace * weekend * draws.Around(1, 0.25);
        var events = Math.Min((int)(usual + draws.Uniform()), PlacesPerDay / 2);
        var travels = draws.Happens(person.Role.Travel);
        var city = travels ? draws.Below(Places.Offices.Length) : person.City;
        var atHome = !travels && draws.Happens(person.Role.Home);
        var harmless = Harmless(person, day);
        var attack = day >= settings.QuietDays && draws.Happens(settings.Attacks ?? UsualAttacks) ? Happen(person, day, Episode.Attacks[draws.Below(Episode.Attacks.Length)]) : (Happening?)null;
        return new Plan(events, city, atHome, attack, harmless);
    }

    private Happening? Harmless(Person person, long day)
    {
        var at = draws.Uniform();
        if (person.Role.Hours.From == person.Role.Hours.To) return null;
        foreach (var (share, episode) in Episode.Harmless)
        {
            if (at < share) return Happen(person, day, episode);
            at -= share;
        }

        return null;
    }

    private Happening Happen(Person person, long day, Episode episode)
    {
        var events = episode.Events.From + draws.Below(episode.Events.To - episode.Events.From + 1);
        var length = (long)(draws.Between(episode.Minutes.From, episode.Minutes.To) * 60_000_000);
        var hour = episode.Hours is { } hours ? hours.From + draws.Below(hours.To - hours.From) : WorkingHour(person);
        var begin = Math.Clamp(OffsetOf(hour) + (long)(draws.Uniform() * Hour), 0, Day - length - 1);
        var number = draws.Below(1 << 17);
        var (address, city) = (episode.IsForeign, episode.IsFar) switch
        {
            (true, true) => (Places.Foreign(number), Places.Far[draws.Below(Places.Far.Length)]),
            (true, false) => (Places.Home((1 << 21) + number), Places.Offices[person.City]),
            _ => (person.Office, Places.Offices[person.City]),
        };
        return new Happening(episode, events, begin, length, address, episode is { IsFar: true, Failing: > 0 } ? Places.Foreign(number ^ 1) : address, city);
    }

    /// <summary>An hour of the clock at which the user is at work.</summary>
    public int WorkingHour(Person person)
    {
        var (from, to) = person.Role.Hours;
        if (from == to) return draws.Below(24);
        // The sum of two draws: more about noon than at either end.
        var within = (draws.Uniform() + draws.Uniform()) / 2;
        return Math.Clamp(from + person.Shift + (int)(within * (to - from)), 0, 23);
    }

    /// <summary>Microseconds from the beginning of the day to an hour of the clock.</summary>
    public long OffsetOf(int hour) => Wrap(hour * Hour - Wrap(settings.Start, Day), Day);

    private bool IsWeekend(long day)
    {
        // A day that begins at noon is that of its afternoon and the night behind it.
        var number = (settings.Start + day * Day + Day / 2) / Day;
        return Wrap(number, 7) is Saturday or Saturday + 1;
    }

    private static long Wrap(long value, long by) => ((value % by) + by) % by;
}
