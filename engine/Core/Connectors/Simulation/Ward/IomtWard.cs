using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Simulation.Ward;

/// <summary>
/// A hospital ward: pumps, monitors, ventilators, imaging, gateways and workstations, each of which is told of once a
/// second by a flow record, in turn. What a device does depends on its kind and the hour; what is attacked shows it.
/// </summary>
internal sealed class IomtWard : ISimulation
{
    private const long Second = 1_000_000;
    private const long Hour = 3600 * Second;
    private const double UsualAttacks = 0.2;

    private readonly SimulationSettings _settings;
    private readonly Noise _jitter;
    private readonly Device[] _devices;
    private readonly Attacks _attacks;
    private readonly Draws _draws;
    private readonly Conversation _conversation;
    private readonly double[] _fields = new double[FlowRecord.Names.Count];
    private readonly double[] _scratch = new double[FlowRecord.Scratch];
    private readonly double[] _weights = new double[Habits.Kinds.Max(kind => kind.Habits.Length)];

    public IomtWard(SimulationSettings settings)
    {
        _settings = settings;
        var seeds = new Noise(settings.Seed);
        // Draws of rows, of devices and of attacks do not meet: each has a seed of its own.
        _draws = new Draws(new Noise(Seed(seeds, 0)));
        _jitter = new Noise(Seed(seeds, 1));
        _devices = Place(new Draws(new Noise(Seed(seeds, 2))), settings.Devices);
        _attacks = new Attacks(new Noise(Seed(seeds, 3)), settings.Attacks ?? UsualAttacks, settings.Devices);
        _conversation = new Conversation(_draws);
    }

    public Schema Schema { get; } = new(
    [
        new("timestamp", ColumnType.Timestamp), new("record", ColumnType.Int), new("device", ColumnType.String),
        .. FlowRecord.Names.Select(name => new Field(name, ColumnType.Float)),
        new("label", ColumnType.String),
    ]);

    public long? Rows => _settings.Seconds * _settings.Devices;

    public long TimeOf(long row)
    {
        // Within its own share of the second, so that times never go back.
        var (second, place) = Math.DivRem(row, _settings.Devices);
        return _settings.Start + second * Second + (long)((place + _jitter.Uniform(row)) * Second / _settings.Devices);
    }

    public Batch Make(long row, int atMost, string partition)
    {
        var rows = (int)Math.Min(atMost, (Rows ?? long.MaxValue) - row);
        var builder = new BatchBuilder(Schema);
        for (var i = 0; i < rows; i++) Append(row + i, builder);
        var positions = Buffers.Rent<long>(rows);
        for (var i = 0; i < rows; i++) positions[i] = row + i;
        return builder.Build(new Origin(partition, positions, Buffers.Rent<int>(rows), rows, chunk: null));
    }

    private void Append(long row, BatchBuilder builder)
    {
        var time = TimeOf(row);
        var hour = (int)(((time / Hour % 24) + 24) % 24);
        _draws.Begin(row);
        var attack = _attacks.At(time - _settings.Start);
        if (attack is { } going && !_draws.Happens(going.Kind.Share)) attack = null;
        var device = _devices[attack?.Victim ?? row % _devices.Length];
        var own = Choose(device, hour);
        if (attack is { } met) _conversation.Draw(met.Kind, own, device.Size);
        else _conversation.Draw(own, device.Size);
        FlowRecord.Of(_conversation, _fields, _scratch);

        builder.Ints(0).Append(time);
        builder.Ints(1).Append(row);
        builder.Text(2).Append(device.Name);
        for (var field = 0; field < _fields.Length; field++) builder.Floats(3 + field).Append(_fields[field]);
        builder.Text(3 + _fields.Length).Append(attack is { } by ? by.Kind.LabelBytes : "Benign"u8);
    }

    private Talk Choose(Device device, int hour)
    {
        var habits = device.Kind.Habits;
        for (var i = 0; i < habits.Length; i++) _weights[i] = habits[i].Weight(hour);
        return habits[_draws.Pick(_weights.AsSpan(0, habits.Length))].Talk;
    }

    /// <summary>As many of each kind as its share says, as far as whole devices allow; sizes of what they send differ a little.</summary>
    private static Device[] Place(Draws draws, int count)
    {
        var devices = new Device[count];
        var placed = new int[Habits.Kinds.Length];
        for (var i = 0; i < count; i++)
        {
            draws.Begin(i);
            var missing = Enumerable.Range(0, placed.Length).MaxBy(kind => Habits.Kinds[kind].Share * (i + 1) - placed[kind]);
            var kind = Habits.Kinds[missing];
            devices[i] = new Device(Encoding.UTF8.GetBytes($"{kind.Name}-{++placed[missing]:00}"), kind, draws.Around(1, 0.1));
        }

        return devices;
    }

    private static long Seed(Noise seeds, long use) => (long)(seeds.Uniform(use) * long.MaxValue);

    private sealed record Device(byte[] Name, DeviceKind Kind, double Size);
}
