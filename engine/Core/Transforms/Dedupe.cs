using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Leaves out rows whose key was there already. Rows are taken by event time (equal times by source position), so
/// they wait until the watermark has passed them, and the answer is the same for every order of arrival within the
/// disorder. A key's first row begins a group of all its rows less than <c>within</c> of event time later, and one
/// row of each group stays; the next row of the key begins another group.
/// </summary>
/// <remarks>
/// Nulls are equal as keys. A row without event time is a dead letter. Rows leave in the order of their groups'
/// first rows; with <c>keep: last</c> the watermark passed on stays behind the oldest open group.
/// </remarks>
/// <example>
/// dedupe: { key: [device, event_id], within: 10m }
/// </example>
public sealed record DedupeOptions
{
    /// <summary>Columns that make two rows the same.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>How long after the first row of a group its key is remembered. Without it keys are remembered for good: the state is not bounded.</summary>
    [Positive]
    public Duration? Within { get; init; }

    /// <summary>Which row of a group stays: first, or last, which needs <c>within</c> unless the input ends.</summary>
    public Kept Keep { get; init; }

    /// <summary>
    /// What becomes of a row later than the watermark: judge compares it with the groups still open and sends it on
    /// at once where its key has none (with keep: last, when its own group ends); drop counts it as late; dead_letter
    /// sends it there.
    /// </summary>
    public LateRow Late { get; init; }
}

/// <summary>Which row of a group stays.</summary>
public enum Kept
{
    First,
    Last,
}

/// <summary>What becomes of a late row.</summary>
public enum LateRow
{
    /// <summary>It is compared with what is still remembered.</summary>
    Judge,

    /// <summary>It is left out and counted as late.</summary>
    Drop,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}

internal sealed class Dedupe(DedupeOptions options) : ITransform
{
    private const byte Format = 1;
    private const int BytesPerColumn = 16;
    private const long NotWaiting = -1;

    private readonly HeldRows _held = new();
    private readonly PriorityQueue<int, RowOrder> _waiting = new();
    private DedupeGroups? _groups;
    private Schema? _schema;
    private int _time;
    private long _watermark = long.MinValue;
    private long _passedOn = long.MinValue;
    private long _arrivals;

    // By the number under which a row is held: which row it was to come, while it waits for the watermark.
    private long[] _arrivalOf = [];

    public Schema? Bind(TransformBinding binding)
    {
        var key = options.Key.Select((name, i) => binding.RequireColumn($"key[{i}]", name, binding.Input, KeyEncoder.Fits, "a single value, not a list")).ToArray();
        if (!Accepts(binding) || key.Contains(-1)) return null;
        _schema = binding.Input;
        _time = _schema.IndexOf(_schema.EventTime!);
        _groups = new DedupeGroups(new KeyIndex(_schema, key), _held, options);
        Describe(binding);
        return _schema;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = MissingTimes.Reject(batch, _time, output);
        var times = timed.Ints(_time);
        var slot = _held.Hold(timed);
        for (var row = 0; row < times.Length; row++)
        {
            if (times[row] >= _watermark) Wait(timed, slot, row, times[row]);
            else TakeLate(timed, slot, row, times[row], output);
        }

        _groups!.Send(output);
        _held.Settle(slot);
        timed.Release();
        output.Account.Held = _held.Count;
    }

    public long OnWatermark(long watermark, Output output)
    {
        _watermark = watermark;
        // The last watermark comes when nothing more can: then a row at it is decided too.
        while (_waiting.TryPeek(out var number, out var order) && (order.Time < watermark || watermark == long.MaxValue))
        {
            _waiting.Dequeue();
            _arrivalOf[number] = NotWaiting;
            _groups!.Take(number, order.Time, output.Account);
        }

        _groups!.Close(watermark);
        _groups.Send(output);
        _held.Tidy();
        output.Account.Held = _held.Count;
        return _passedOn = Math.Max(_passedOn, Math.Min(watermark, _groups.Oldest));
    }

    public long StateBytes => _groups!.StateBytes + _held.StateBytes(BytesPerColumn * _schema!.Count) + ((long)_held.Numbers * sizeof(long));

    public long? StateKeys => _groups!.Keys;

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_watermark);
        state.Write(_passedOn);
        state.Write(_arrivals);
        _held.Save(state);
        state.WriteItems<long>(_arrivalOf.AsSpan(0, _held.Numbers));
        _groups!.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a dedupe");
        (_watermark, _passedOn, _arrivals) = (state.ReadLong(), state.ReadLong(), state.ReadLong());
        _held.Restore(state, _schema!);
        _arrivalOf = new long[_held.Numbers];
        state.ReadItems<long>(_arrivalOf);
        var isWaiting = new bool[_held.Numbers];
        for (var number = 0; number < isWaiting.Length; number++) isWaiting[number] = _held.Holds(number) && _arrivalOf[number] != NotWaiting;
        _waiting.EnqueueRange(Enumerable.Range(0, isWaiting.Length).Where(number => isWaiting[number]).Select(number => (number, OrderOf(number))));
        _groups!.Restore(state, isWaiting);
    }

    private RowOrder OrderOf(int number)
    {
        var (batch, row) = (_held.BatchOf(number), _held.RowOf(number));
        return RowOrder.Of(batch, row, batch.Ints(_time)[row], _arrivalOf[number]);
    }

    private void Wait(Batch batch, int slot, int row, long time)
    {
        var number = Hold(slot, row, _arrivals);
        _waiting.Enqueue(number, RowOrder.Of(batch, row, time, _arrivals++));
    }

    private int Hold(int slot, int row, long arrival)
    {
        var number = _held.Add(slot, row);
        if (number >= _arrivalOf.Length) Array.Resize(ref _arrivalOf, Math.Max(16, 2 * number));
        _arrivalOf[number] = arrival;
        return number;
    }

    private void TakeLate(Batch batch, int slot, int row, long time, Output output)
    {
        if (options.Late == LateRow.Judge) _groups!.TakeLate(Hold(slot, row, NotWaiting), time, _watermark, output.Account);
        else if (options.Late == LateRow.Drop) output.Account.Late++;
        else output.DeadLetter(batch, [row], "its event time is later than the watermark");
    }

    private bool Accepts(TransformBinding binding)
    {
        var accepts = true;
        if (binding.Input.IsUpdating)
        {
            binding.Error(ProblemCodes.UpdatingInput, "", $"dedupe cannot take '{binding.InputNames[0]}', whose rows may be revised later.", "Take the rows once they are final: window without emit: on_update and late: update.");
            accepts = false;
        }

        if (binding.Input.EventTime is null)
        {
            binding.Error(ProblemCodes.NeedsEventTime, "", "dedupe takes rows by event time, and these rows have none.", "Declare event_time: { column: … } at the source, and keep its column up to here.");
            accepts = false;
        }

        if (options is { Keep: Kept.Last, Within: null } && !binding.IsBounded)
        {
            binding.Error(ProblemCodes.NeverDecided, "keep", "keep: last would wait for ever for a later row, because the input has no end.", "Write within: the span in which repeats come, for example within: 10m.");
            accepts = false;
        }

        return accepts;
    }

    private void Describe(TransformBinding binding)
    {
        if (options.Within is { } within) binding.StateIsBounded($"keys and rows of {within} of event time, and of the disorder");
        else if (options.Keep == Kept.Last) binding.StateIsUnbounded("one row of every key waits for the end: there is no within");
        else binding.StateIsUnbounded("every key is remembered for good: there is no within");
    }
}
