using System.Globalization;
using System.Text;

namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>A user, drawn: role, city, addresses, and how busy.</summary>
/// <param name="City">Place of the own office among <see cref="Places.Offices"/>.</param>
/// <param name="Pace">Events a day, as a multiple of the organisation's rate.</param>
/// <param name="Shift">Hours by which the day begins later than the role's.</param>
internal sealed record Person(int Number, byte[] Name, Role Role, int City, double Pace, int Shift)
{
    /// <summary>Address at the own desk.</summary>
    public string Office { get; } = Places.Office(City, Number);

    public string Home { get; } = Places.Home(Number);

    public string Device { get; } = string.Create(CultureInfo.InvariantCulture, $"device-{Number + 1:0000}");

    /// <summary>Address when visiting another city.</summary>
    public string OfficeIn(int city) => Places.Office(city, Number);

    /// <summary>As many of each role as its share says, as far as whole people allow.</summary>
    public static Person[] Hire(Draws draws, int count)
    {
        var people = new Person[count];
        var hired = new int[Role.All.Length];
        for (var i = 0; i < count; i++)
        {
            draws.Begin(i);
            var missing = 0;
            for (var role = 1; role < hired.Length; role++)
                if (Role.All[role].Share * (i + 1) - hired[role] > Role.All[missing].Share * (i + 1) - hired[missing]) missing = role;
            people[i] = Hire(draws, i, Role.All[missing], ++hired[missing]);
        }

        return people;
    }

    private static Person Hire(Draws draws, int number, Role role, int inRole)
    {
        var city = draws.Below(Places.Offices.Length);
        var shift = role.Hours.From == role.Hours.To ? 0 : draws.Below(3) - 1;
        return new Person(number, Encoding.UTF8.GetBytes($"{role.Name}-{inRole:0000}"), role, city, role.Pace * draws.Around(1, 0.3), shift);
    }
}
