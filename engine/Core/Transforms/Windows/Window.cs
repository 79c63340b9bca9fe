using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Finds each row's windows, adds the row to their cells, and emits windows as they leave.</summary>
internal sealed class Window(Func<TransformBinding, WindowPlan?> plan) : ITransform, IKeyedState
{
    private const byte Format = 1;

    private readonly WindowRows _rows = new();
    private readonly List<int> _due = [];
    private readonly List<int> _leaving = [];
    private long _watermark = long.MinValue;
    private WindowPlan _plan = null!;
    private WindowGroups _groups = null!;
    private FiringOrder _order = null!;
    private WindowAssigner _assigner = null!;
    private TouchedWindows _touched = null!;
    private WindowEmitter _emitter = null!;
    private PivotSlots? _pivot;

    public Window(WindowOptions options) : this(binding => WindowBinder.Bind(options, binding))
    {
    }

    public Schema? Bind(TransformBinding binding)
    {
        if (plan(binding) is not { } bound) return null;
        _plan = bound;
        _groups = new WindowGroups(new KeyIndex(bound.Input, bound.Key), bound.NewAggregates(), bound.Width);
        _order = new FiringOrder(_groups);
        _assigner = bound.NewAssigner(_groups);
        _touched = new TouchedWindows(_groups, all: bound.Options.Emit == WindowEmit.OnUpdate);
        _emitter = new WindowEmitter(bound, _groups);
        _pivot = bound.Options.Pivot is { } pivot ? new PivotSlots(bound.PivotColumn, pivot.Values) : null;
        return bound.Output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = Timed(batch, output);
        _rows.Begin(timed, _plan.EventTime);
        var unlisted = _pivot?.Resolve(timed, _rows.Slots) ?? 0;
        Aggregate(timed);
        output.Account.Filtered += unlisted;
        output.Account.Aggregated += timed.Rows - unlisted - _rows.LateCount;
        AccountForLate(timed, output);
        _rows.End();
        timed.Release();
        EmitCompleted(output);
        EmitTouched(output);
    }

    public long OnWatermark(long watermark, Output output)
    {
        // What a stopped run fires is no more final than it was before: a run that goes on would add to it.
        var reached = output.IsStopping && watermark == long.MaxValue ? _watermark : watermark;
        var finalEnd = reached == long.MaxValue ? reached : Saturating.Subtract(reached, _plan.Lateness);
        _watermark = watermark;
        _assigner.Fire(watermark, _due);
        _order.Sort(_due);
        foreach (var group in _due)
            if (Leaves(group, finalEnd)) _leaving.Add(group);
        _emitter.Emit(_leaving, finalEnd, output);
        foreach (var group in _due) _assigner.Left(group, watermark);
        _leaving.Clear();
        _due.Clear();
        return _assigner.Hold(watermark);
    }

    /// <summary>For a stream without event time, and so without a last watermark.</summary>
    public void OnEnd(Output output)
    {
        if (_watermark != long.MaxValue) OnWatermark(long.MaxValue, output);
    }

    public long StateBytes => _groups.StateBytes;

    public long? StateKeys => _groups.Keys.Count;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_watermark);
        _groups.Save(state);
    }

    public void Restore(StateReader state)
    {
        _watermark = ReadWatermark(state);
        _assigner.Fire(_watermark, []);
        _groups.Restore(state, share: null, _assigner.Adopt);
    }

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share)
    {
        var watermarks = states.Select(ReadWatermark).ToList();
        if (watermarks.Distinct().Count() != 1) throw new InvalidDataException("the saved states of the window are not those of one barrier: their watermarks differ");
        _watermark = watermarks[0];
        _assigner.Fire(_watermark, []);
        foreach (var state in states) _groups.Restore(state, share, _assigner.Adopt);
    }

    private static long ReadWatermark(StateReader state)
    {
        state.ReadFormat(Format, "a window");
        return state.ReadLong();
    }

    private void Aggregate(Batch batch)
    {
        var aggregates = _groups.Aggregates;
        _rows.NumberKeys(_groups.Keys);
        aggregates.Begin(batch);
        for (var pass = 0; pass < _assigner.Passes; pass++)
        {
            _assigner.Assign(_rows, pass, _touched);
            aggregates.Add(_rows.Cells, _rows.Times);
        }

        aggregates.End();
        _assigner.End(_rows);
    }

    /// <summary>The rows that have an event time, held by the caller; the others are dead letters.</summary>
    private Batch Timed(Batch batch, Output output)
    {
        if (_plan.EventTime >= 0) return MissingTimes.Reject(batch, _plan.EventTime, output);
        batch.Retain();
        return batch;
    }

    private void AccountForLate(Batch batch, Output output)
    {
        if (_rows.LateCount == 0) return;
        if (_plan.Options.Late == LatePolicy.DeadLetter) output.DeadLetter(batch, _rows.Late, $"late, its windows had left: the watermark was {Timestamps.Format(_watermark)}");
        else output.Account.Late += _rows.LateCount;
    }

    private void EmitCompleted(Output output)
    {
        if (_assigner.Completed.Count == 0) return;
        _emitter.Emit(_assigner.Completed, long.MinValue, output);
        foreach (var group in _assigner.Completed) _assigner.Left(group, _watermark);
        _assigner.Completed.Clear();
    }

    private void EmitTouched(Output output)
    {
        _touched.MoveTo(_leaving);
        _order.Sort(_leaving);
        _emitter.Emit(_leaving, long.MinValue, output);
        _leaving.Clear();
    }

    /// <summary>
    /// Where every update leaves, the end of a window by itself brings nothing new; the row that says it is final does.
    /// A window kept for updates leaves once more when no further one can come.
    /// </summary>
    private bool Leaves(int group, long finalEnd)
    {
        ref var window = ref _groups[group];
        var isFinal = window.End <= finalEnd;
        return window.HasFired ? isFinal : isFinal || _plan.Options.Emit == WindowEmit.OnClose;
    }
}
