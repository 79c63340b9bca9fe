using System.Globalization;

namespace StreamGuard.Soak.Hosting.Load;

/// <summary>
/// Events of users in turn, each always the same, and every ten seconds a user of whom nobody knew, who fails eight times and
/// then gets in from elsewhere: a brute force and a takeover each.
/// </summary>
internal sealed class SecurityLoad : ILoad
{
    public const string Topic = "security-events";

    /// <summary>Rows between two attacks.</summary>
    public const int Block = 5000;

    private const int Users = 2000;
    private const int FirstOfAttack = 1000;
    private const int RowsOfAttack = 9;

    public string Pipeline => "security-events";

    public IReadOnlyDictionary<string, int> Topics { get; } = new Dictionary<string, int> { [Topic] = 4 };

    public int Rate => 500;

    /// <summary>Attacks that are whole in so many rows.</summary>
    public static long Attacks(long rows) => (rows / Block) + (rows % Block >= FirstOfAttack + RowsOfAttack ? 1 : 0);

    /// <summary>Who does what a row tells of.</summary>
    public static string UserOf(long number) =>
        StepOf(number) is { } ? string.Create(CultureInfo.InvariantCulture, $"attacker-{number / Block}") : string.Create(CultureInfo.InvariantCulture, $"user-{number % Users}");

    public LoadRow Row(long number, DateTime time)
    {
        var user = UserOf(number);
        var step = StepOf(number);
        var (type, status) = step is null ? (number % 3 == 0 ? "file_access" : "network_connection", "success") : ("auth_attempt", step < RowsOfAttack - 1 ? "failure" : "success");
        var address = step is null ? $"10.0.{number % Users / 250}.{number % 250}" : step < RowsOfAttack - 1 ? "192.0.2.1" : "192.0.2.2";
        return new LoadRow(Topic, user, string.Create(CultureInfo.InvariantCulture,
            $$"""{"event_id":"{{number:D10}}","timestamp":"{{time:yyyy-MM-ddTHH:mm:ss.ffffffZ}}","user":"{{user}}","source_ip":"{{address}}","event_type":"{{type}}","status":"{{status}}","threat_score":0.2,"location":"Berlin","metadata":{"turn":{{number / Users}} } }"""));
    }

    private static long? StepOf(long number) => number % Block - FirstOfAttack is >= 0 and < RowsOfAttack and var step ? step : null;
}
