using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>
/// A hydraulic test rig with 17 sensors at 100, 10 and 1 Hz: 728 readings a second, 43,680 a cycle of one minute. PS
/// bar, EPS1 W, FS l/min, TS °C, VS1 mm/s, CE %, CP kW, SE %. Cooler, valve, pump and accumulator are drawn for each
/// cycle and written beside every reading.
/// </summary>
internal sealed class HydraulicRig : ISimulation
{
    private const int Decimals = 3;

    private static readonly byte[][] Names = [.. RigSensor.All.Select(sensor => Encoding.UTF8.GetBytes(sensor.Name))];
    private static readonly (int Sensor, int Tick)[] Second = OneSecond();
    private static readonly int RowsPerCycle = Second.Length * RigCycle.Seconds;

    private readonly SimulationSettings _settings;
    private readonly Noise _conditions;
    private readonly Noise _noise;
    private readonly double[] _values = new double[RowsPerCycle];
    private readonly RigCycle _sensors = new();
    private long _cycle = -1;
    private RigCondition? _condition;
    private double _heat;

    public HydraulicRig(SimulationSettings settings)
    {
        _settings = settings;
        _conditions = new Noise(settings.Seed);
        _noise = new Noise(~settings.Seed);
    }

    public Schema Schema { get; } = new(
    [
        new("sensor", ColumnType.String), new("cycle", ColumnType.Int), new("timestamp", ColumnType.Timestamp), new("value", ColumnType.Float),
        new("cooler", ColumnType.Int), new("valve", ColumnType.Int), new("pump_leakage", ColumnType.Int), new("accumulator", ColumnType.Int),
        new("stable", ColumnType.Int),
    ]);

    public long? Rows => _settings.Cycles * RowsPerCycle;

    public long TimeOf(long row) => _settings.Start + row / Second.Length * 1_000_000 + Second[row % Second.Length].Tick * 10_000L;

    public Batch Make(long row, int atMost, string partition)
    {
        var cycle = row / RowsPerCycle;
        var from = (int)(row % RowsPerCycle);
        var rows = Math.Min(atMost, RowsPerCycle - from);
        TurnTo(cycle);
        var condition = _condition!;
        Column[] columns =
        [
            Sensors(from, rows), Constant(cycle, rows), Times(row, rows), Values(from, rows), Constant(condition.Cooler, rows),
            Constant(condition.Valve, rows), Constant(condition.PumpLeakage, rows), Constant(condition.Accumulator, rows),
            Constant(condition.IsStable ? 0 : 1, rows),
        ];
        var positions = Buffers.Rent<long>(rows);
        for (var i = 0; i < rows; i++) positions[i] = row + i;
        return new Batch(Schema, columns, rows, new Origin(partition, positions, Buffers.Rent<int>(rows), rows, chunk: null));
    }

    /// <summary>Conditions follow from those before, so a jump ahead goes through every cycle, a few draws each.</summary>
    private void TurnTo(long cycle)
    {
        if (cycle == _cycle) return;
        if (cycle < _cycle) (_cycle, _condition, _heat) = (-1, null, 0);
        while (_cycle < cycle)
        {
            if (_condition is not null) _heat = RigCycle.HeatAfter(_condition, _heat);
            _condition = RigCondition.Draw(_conditions, ++_cycle, _condition, _settings.Faults);
        }

        _sensors.Begin(_condition!, _heat);
        Fill();
    }

    private void Fill()
    {
        var first = _cycle * RowsPerCycle;
        for (var row = 0; row < _values.Length; row++)
        {
            var (second, within) = Math.DivRem(row, Second.Length);
            var sensor = RigSensor.All[Second[within].Sensor];
            var clean = _sensors.Value(sensor, second * 100 + Second[within].Tick);
            _values[row] = Math.Max(0, Math.Round(clean + sensor.Noise * _noise.Spread(first + row), Decimals));
        }
    }

    private static TextColumn Sensors(int from, int rows)
    {
        var data = Buffers.Rent<byte>(Names.Sum(name => name.Length));
        var offsets = Buffers.Rent<int>(Names.Length + 1);
        offsets[0] = 0;
        for (var i = 0; i < Names.Length; i++)
        {
            Names[i].CopyTo(data.AsSpan(offsets[i]));
            offsets[i + 1] = offsets[i] + Names[i].Length;
        }

        var codes = Buffers.Rent<int>(rows);
        for (var i = 0; i < rows; i++) codes[i] = Second[(from + i) % Second.Length].Sensor;
        return new TextColumn(ColumnType.String, data, offsets, Names.Length, codes, rows);
    }

    private static FixedColumn<long> Constant(long value, int rows)
    {
        var values = Buffers.Rent<long>(rows);
        values.AsSpan(0, rows).Fill(value);
        return FixedColumn<long>.Of(ColumnType.Int, values, rows);
    }

    private FixedColumn<long> Times(long row, int rows)
    {
        var times = Buffers.Rent<long>(rows);
        for (var i = 0; i < rows; i++) times[i] = TimeOf(row + i);
        return FixedColumn<long>.Of(ColumnType.Timestamp, times, rows);
    }

    private FixedColumn<double> Values(int from, int rows)
    {
        var values = Buffers.Rent<double>(rows);
        _values.AsSpan(from, rows).CopyTo(values);
        return FixedColumn<double>.Of(ColumnType.Float, values, rows);
    }

    /// <summary>Which sensors are read at which 1/100 s, in order.</summary>
    private static (int Sensor, int Tick)[] OneSecond() =>
    [
        .. from tick in Enumerable.Range(0, 100)
           from sensor in Enumerable.Range(0, RigSensor.All.Length)
           where tick % (100 / RigSensor.All[sensor].Hertz) == 0
           select (sensor, tick),
    ];
}
