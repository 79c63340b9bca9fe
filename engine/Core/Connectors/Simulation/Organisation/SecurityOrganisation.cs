using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Simulation.Organisation;

/// <summary>
/// The users of an organisation and what they are seen to do: each by the habits of role and person, with attacks among
/// it that the last two columns tell of.
/// </summary>
internal sealed class SecurityOrganisation : ISimulation
{
    private readonly SimulationSettings _settings;
    private readonly Person[] _people;
    private readonly Planner _planner;
    private readonly Draws _draws;
    private readonly EventWriter _writer;

    // Number of the first row of each day that was counted, and the days at hand, newest last.
    private readonly List<long> _firstRows = [0];
    private DayOfEvents? _before;
    private DayOfEvents? _newest;
    private long? _rows;

    public SecurityOrganisation(SimulationSettings settings)
    {
        _settings = settings;
        _people = Person.Hire(new Draws(new Noise(settings.Seed)), settings.Users);
        _draws = new Draws(new Noise(~settings.Seed));
        _planner = new Planner(settings, _people, _draws);
        _writer = new EventWriter(_people, _planner, _draws);
    }

    public Schema Schema { get; } = new(
    [
        new("event_id", ColumnType.String), new("timestamp", ColumnType.Timestamp), new("user", ColumnType.String), new("source_ip", ColumnType.String),
        new("event_type", ColumnType.String), new("status", ColumnType.String), new("threat_score", ColumnType.Float), new("location", ColumnType.String),
        new("metadata", ColumnType.Json), new("label", ColumnType.String), new("attack_id", ColumnType.String),
    ]);

    public long? Rows => _rows ??= Count();

    public long TimeOf(long row)
    {
        var day = DayOf(row);
        return day.Moments[row - day.FirstRow].Time;
    }

    public Batch Make(long row, int atMost, string partition)
    {
        var day = DayOf(row);
        var first = (int)(row - day.FirstRow);
        var rows = (int)Math.Min(Math.Min(atMost, day.Moments.Length - first), (Rows ?? long.MaxValue) - row);
        var builder = new BatchBuilder(Schema);
        for (var i = 0; i < rows; i++) _writer.Write(builder, row + i, day, day.Moments[first + i]);
        var positions = Buffers.Rent<long>(rows);
        for (var i = 0; i < rows; i++) positions[i] = row + i;
        return builder.Build(new Origin(partition, positions, Buffers.Rent<int>(rows), rows, chunk: null));
    }

    private long? Count()
    {
        if (_settings.Days is not { } days) return _settings.Events;
        while (_firstRows.Count <= days && _firstRows[^1] < (_settings.Events ?? long.MaxValue)) CountOneMore();
        var all = _firstRows[(int)Math.Min(days, _firstRows.Count - 1)];
        return Math.Min(all, _settings.Events ?? all);
    }

    private void CountOneMore()
    {
        var day = _firstRows.Count - 1;
        var events = 0L;
        for (var user = 0; user < _people.Length; user++) events += _planner.Of(day, user).Events;
        _firstRows.Add(_firstRows[^1] + events);
    }

    private DayOfEvents DayOf(long row)
    {
        if (Holds(_newest)) return _newest!;
        if (Holds(_before)) return _before!;
        while (_firstRows[^1] <= row) CountOneMore();
        // The last day that begins at the row or before it: those without events begin where the next one does.
        var day = _firstRows.Count - 1;
        while (_firstRows[day] > row) day--;
        _before = _newest;
        return _newest = new DayOfEvents(day, _firstRows[day], _settings, _people, _planner, _draws);

        bool Holds(DayOfEvents? at) => at is not null && row >= at.FirstRow && row < at.FirstRow + at.Moments.Length;
    }
}
