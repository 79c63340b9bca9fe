using System.Globalization;

namespace StreamGuard.Soak.Hosting.Load;

/// <summary>
/// Seventeen sensors in turn, fifty readings a second each. Every sensor stays at a value of its own, but PS1, which in each
/// sixtieth second is above what is allowed.
/// </summary>
internal sealed class RigLoad(DateTime start) : ILoad
{
    /// <summary>Readings of a sensor in a second.</summary>
    public const int ReadingsOfSecond = 50;

    /// <summary>Every so many seconds the pressure is too high.</summary>
    public const int AlarmEvery = 60;

    public static readonly string[] Sensors = ["PS1", "PS2", "PS3", "PS4", "PS5", "PS6", "EPS1", "FS1", "FS2", "TS1", "TS2", "TS3", "TS4", "VS1", "CE", "CP", "SE"];

    public string Pipeline => "hydraulic-sensors";

    public IReadOnlyDictionary<string, int> Topics { get; } = Sensors.ToDictionary(TopicOf, _ => 1);

    public int Rate => ReadingsOfSecond * Sensors.Length;

    public LoadRow Row(long number, DateTime time)
    {
        var sensor = (int)(number % Sensors.Length);
        var second = (long)(time - start).TotalSeconds;
        double value = sensor == 0 && second % AlarmEvery == AlarmEvery - 1 ? 310 : 100 + sensor;
        // So that pairs go together as they do in a rig.
        if (Sensors[sensor] is "PS1" or "EPS1" or "FS1" or "PS3") value += second % 10;
        return new LoadRow(TopicOf(Sensors[sensor]), Sensors[sensor], string.Create(CultureInfo.InvariantCulture,
            $$"""{"sensor":"{{Sensors[sensor]}}","cycle":{{second / 60}},"timestamp":"{{time:yyyy-MM-ddTHH:mm:ss.ffffffZ}}","value":{{value}}}"""));
    }

    private static string TopicOf(string sensor) => $"hydraulic-{sensor.ToLowerInvariant()}";
}
