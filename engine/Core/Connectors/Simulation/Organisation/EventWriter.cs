using System.Globalization;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>Draws what an event says, and appends it to the columns of the schema.</summary>
internal sealed class EventWriter(Person[] people, Planner planner, Draws draws)
{
    // When an event happens is drawn first.
    private const int DrawsOfTime = 8;
    private const double OtherFailures = 0.01;

    private static readonly byte[][] Kinds = ["auth_attempt"u8.ToArray(), "file_access"u8.ToArray(), "process_execution"u8.ToArray(), "network_connection"u8.ToArray(), "dns_query"u8.ToArray()];

    public void Write(BatchBuilder builder, long row, DayOfEvents day, Moment moment)
    {
        var person = people[moment.User];
        var plan = day.Plans[moment.User];
        draws.Begin(planner.PlaceOf(day.Number, moment.User) + moment.Number, DrawsOfTime);
        var happening = moment.Number >= Moment.FirstHarmless ? plan.Harmless : moment.Number >= Moment.FirstOfAttack ? plan.Attack : null;
        var told = happening is { } going ? Of(person, going, moment.Number - (moment.Number >= Moment.FirstHarmless ? Moment.FirstHarmless : Moment.FirstOfAttack)) : Usual(person, plan);

        builder.Text(0).Append(string.Create(CultureInfo.InvariantCulture, $"{row + 1:0000000000}"));
        builder.Ints(1).Append(moment.Time);
        builder.Text(2).Append(person.Name);
        builder.Text(3).Append(told.Address);
        builder.Text(4).Append(Kinds[(int)told.Kind]);
        builder.Text(5).Append(told.Fails ? "failure"u8 : "success"u8);
        builder.Floats(6).Append(told.Threat);
        builder.Text(7).Append(told.City);
        builder.Text(8).Append(string.Create(CultureInfo.InvariantCulture, $$"""{"device":"{{told.Device}}","bytes":{{told.Bytes}}}"""));
        builder.Text(9).Append(happening is { } labelled ? labelled.Episode.LabelBytes : "benign"u8);
        if (happening is { Episode.IsAttack: true } attack) builder.Text(10).Append(AttackId(attack, day, person));
        else builder.Text(10).AppendNull();
    }

    private Told Usual(Person person, Plan plan)
    {
        var kind = (EventKind)draws.Pick(person.Role.Kinds);
        var fails = draws.Happens(kind == EventKind.Auth ? person.Role.Mistyped : OtherFailures);
        var address = plan.AtHome ? person.Home : plan.City == person.City ? person.Office : person.OfficeIn(plan.City);
        return new Told(kind, fails, Threat(person.Role.Threat, fails), address, Places.Offices[plan.City], person.Device, Bytes(4000));
    }

    private Told Of(Person person, Happening happening, int number)
    {
        var episode = happening.Episode;
        var failures = (int)(episode.Failing * happening.Events);
        var fails = number < failures;
        var signsIn = number == failures && (failures > 0 || episode.IsForeign);
        var kind = fails || signsIn ? EventKind.Auth : (EventKind)draws.Pick(episode.Kinds ?? person.Role.Kinds);
        return new Told(
            kind, fails, Threat(episode.Threat ?? person.Role.Threat, fails), fails ? happening.GuessesFrom : happening.Address, happening.City, episode is { IsAttack: true, IsForeign: true } ? "unknown" : person.Device, Bytes(episode.Bytes));
    }

    private double Threat(double mean, bool fails) => Math.Round(Math.Min(1, draws.Around(mean, 0.35) + (fails ? 0.1 : 0)), 3);

    private long Bytes(double median) => (long)draws.Around(median, 1);

    private static string AttackId(Happening attack, DayOfEvents day, Person person) => string.Create(CultureInfo.InvariantCulture, $"{attack.Episode.Label}-{day.Number:000}-{Encoding.UTF8.GetString(person.Name)}");

    private readonly record struct Told(EventKind Kind, bool Fails, double Threat, string Address, string City, string Device, long Bytes);
}
