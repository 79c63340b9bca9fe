using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Simulation;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Writes the rows of a model instead of reading any: the same for the same seed. <c>hydraulic-rig</c> is a hydraulic
/// test rig: 17 sensors at 100, 10 and 1 Hz (sensor, cycle, timestamp, value), in cycles of one minute, with the wear
/// of its cooler, valve, pump and accumulator drawn for each cycle and written as labels. <c>iomt-ward</c> is the network
/// of a hospital ward: pumps, monitors, ventilators, imaging, gateways and workstations with habits by the hour, told of
/// by flow records (timestamp, record, device, the 45 fields of CIC IoMT 2024, label), and attacked in six ways: the label
/// is Benign or the attack's name. <c>organisation</c> is the users of an organisation, as schemas/security-event.schema.json
/// has their events (event_id, timestamp, user, source_ip, event_type, status, threat_score, location, metadata): engineers,
/// analysts, sales, support, admins and services with hours, addresses and cities of their own, who also forget passwords and
/// travel. Attacks are brute_force, takeover, exfiltration, new_address and burst: label is benign or the attack's name,
/// attack_id tells one from another.
/// </summary>
/// <example>
/// simulate: { model: hydraulic-rig, cycles: 20, seed: 7 }
/// </example>
public sealed record SimulateOptions
{
    /// <summary>The model; hydraulic-rig, iomt-ward or organisation.</summary>
    public required string Model { get; init; }

    /// <summary>Of hydraulic-rig: how many cycles to write; without it there is no end.</summary>
    [Positive]
    public long? Cycles { get; init; }

    /// <summary>Of iomt-ward: how many seconds of event time to write; without it there is no end.</summary>
    [Positive]
    public long? Seconds { get; init; }

    /// <summary>Of organisation: how many days of event time to write; without it, and without events, there is no end.</summary>
    [Positive]
    public long? Days { get; init; }

    /// <summary>Of organisation: how many events to write at most.</summary>
    [Positive]
    public long? Events { get; init; }

    /// <summary>Everything that is drawn follows from it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Event time of the first row, cut to the minute; unless said otherwise 2025-11-08T14:30:00Z, or now when there is a speed.</summary>
    public string? Start { get; init; }

    /// <summary>Seconds of event time a second: 1 is as it happens. Without it rows come as fast as they are taken.</summary>
    [Positive]
    public double? Speed { get; init; }

    /// <summary>Of hydraulic-rig: share of what may be worn that is, 0 to 1; 0.5 unless said otherwise.</summary>
    [Between(0, 1)]
    public double? Faults { get; init; }

    /// <summary>Of iomt-ward: how many devices there are, each with a record a second; 40 unless said otherwise.</summary>
    [Between(1, 100_000)]
    public int? Devices { get; init; }

    /// <summary>Of organisation: how many users there are; 100 unless said otherwise.</summary>
    [Between(1, 1_000_000)]
    public int? Users { get; init; }

    /// <summary>Of organisation: events that a user makes on a usual day, about; 60 unless said otherwise.</summary>
    [Between(0.1, 1000)]
    public double? Rate { get; init; }

    /// <summary>Of iomt-ward: share of the minutes that have an attack, of 12 to 30 s, 0 to 1; 0.2 unless said otherwise. Of organisation: share of its users' days that have one; 0.02 unless said otherwise.</summary>
    [Between(0, 1)]
    public double? Attacks { get; init; }

    /// <summary>Of organisation: days without any attack at the beginning, so that habits are known; 2 unless said otherwise.</summary>
    [Between(0, 10_000)]
    public int? QuietDays { get; init; }
}

internal sealed class SimulateSource(SimulateOptions options) : ISource
{
    private const int RowsPerBatch = 4096;
    private const long Minute = 60_000_000;
    private const string DefaultStart = "2025-11-08T14:30:00Z";

    private ISimulation? _model;
    private TimeProvider _clock = TimeProvider.System;
    private long _start;

    public bool IsBounded => options.Cycles is not null || options.Seconds is not null || options.Days is not null || options.Events is not null;

    /// <summary>Its times are made up.</summary>
    public bool IsLive => false;

    public Schema? Bind(SourceBinding binding)
    {
        _clock = binding.Clock;
        if (!TryStart(out _start))
            binding.Error(ProblemCodes.NotATime, "start", $"start is no time: '{options.Start}'.", $"Write it as {DefaultStart}.");
        if (Simulations.Names.Contains(options.Model))
        {
            CheckOptions(binding);
            _model = Create(options.Model);
            return _model.Schema;
        }

        binding.Error(ProblemCodes.UnknownModel, "model", $"there is no model '{options.Model}'.", NearMatch.Hint(options.Model, Simulations.Names));
        // Taken for the one that was meant, so that nothing further is said of it.
        return Create(NearMatch.Find(options.Model, Simulations.Names) ?? Simulations.Names.First()).Schema;
    }

    public void Save(StateWriter state) => state.Write(_start);

    public void Restore(StateReader state)
    {
        // A start of 'now' is that of the first run, so that rows keep their times.
        _start = state.ReadLong();
        _model = Create(options.Model);
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        if (_model!.Rows is { } rows) output.Expect(rows);
        var partition = output.Open(options.Model);
        try
        {
            await WriteAsync(output, partition, stop);
            await output.FinishAsync(partition, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // To be stopped is no error.
        }
    }

    private ISimulation Create(string model)
    {
        var settings = new SimulationSettings(_start, options.Seed) { Cycles = options.Cycles, Seconds = options.Seconds, Days = options.Days, Events = options.Events };
        return Simulations.Create(model, settings with
        {
            Faults = options.Faults ?? settings.Faults,
            Devices = options.Devices ?? settings.Devices,
            Attacks = options.Attacks,
            Users = options.Users ?? settings.Users,
            EventsPerDay = options.Rate ?? settings.EventsPerDay,
            QuietDays = options.QuietDays ?? settings.QuietDays,
        });
    }

    private void CheckOptions(SourceBinding binding)
    {
        (string Name, bool IsWritten)[] own =
        [
            ("cycles", options.Cycles is not null), ("seconds", options.Seconds is not null), ("faults", options.Faults is not null),
            ("devices", options.Devices is not null), ("attacks", options.Attacks is not null), ("days", options.Days is not null), ("events", options.Events is not null),
            ("users", options.Users is not null), ("rate", options.Rate is not null), ("quiet_days", options.QuietDays is not null),
        ];
        foreach (var (name, _) in own.Where(option => option.IsWritten && !Simulations.WithOption(option.Name).Contains(options.Model)))
            binding.Error(ProblemCodes.NeedsOther, name, $"{name} is for {string.Join(" and ", Simulations.WithOption(name))}, and the model is {options.Model}.", $"Leave out {name}.");
    }

    private bool TryStart(out long start)
    {
        var now = options.Start is null && options.Speed is not null;
        var known = Timestamps.TryParse(options.Start ?? DefaultStart, out start);
        if (now) start = Timestamps.FromDateTime(_clock.GetUtcNow().UtcDateTime);
        start -= ((start % Minute) + Minute) % Minute;
        return known;
    }

    private async Task WriteAsync(SourceOutput output, SourcePartition partition, CancellationToken stop)
    {
        var row = partition.Position;
        var pace = options.Speed is { } speed ? new Pace(_clock, _model!.TimeOf(row), speed) : null;
        while (row < (_model!.Rows ?? long.MaxValue))
        {
            stop.ThrowIfCancellationRequested();
            var due = pace is null ? RowsPerBatch : await DueAsync(pace, row, output, partition, stop);
            var batch = _model.Make(row, due, partition.Name);
            row += batch.Rows;
            await output.WriteAsync(partition, batch, row, stop);
        }
    }

    /// <summary>Waits until a row is due and counts those that are.</summary>
    private async ValueTask<int> DueAsync(Pace pace, long row, SourceOutput output, SourcePartition partition, CancellationToken stop)
    {
        var wait = pace.Until(_model!.TimeOf(row));
        if (wait > TimeSpan.Zero)
        {
            output.CaughtUp(partition);
            await Task.Delay(wait, _clock, stop);
        }

        var now = Math.Max(pace.Now, _model.TimeOf(row));
        var due = 1;
        while (due < RowsPerBatch && _model.TimeOf(row + due) <= now) due++;
        return due;
    }

    /// <summary>Event time that goes with the clock, faster or slower by a factor.</summary>
    private sealed class Pace(TimeProvider clock, long from, double speed)
    {
        private readonly long _began = clock.GetTimestamp();

        public long Now => from + (long)(clock.GetElapsedTime(_began).TotalMicroseconds * speed);

        public TimeSpan Until(long time) => TimeSpan.FromMicroseconds(Math.Ceiling((time - Now) / speed));
    }
}
