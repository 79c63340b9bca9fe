using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Keeps the first rows of a bounded input in an order, of each key where there is one: they leave at its end, sorted by key
/// and then in that order. Nulls and NaN stand last, upwards and downwards; of rows that are equal the first to come is kept.
/// </summary>
/// <example>
/// top: { n: 10, by: [anomaly_score desc, user] }
/// </example>
public sealed record TopOptions
{
    /// <summary>How many rows to keep, of each key.</summary>
    [Between(1, 1_000_000)]
    public required int N { get; init; }

    /// <summary>Columns to order by, the first counting most; asc or desc may stand behind a name, unless written asc.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>Columns whose values each have rows of their own; without them there is one lot.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
}

internal sealed class Top(TopOptions options) : ITransform
{
    private const byte Format = 1;
    private const int MostRows = 4096;

    private readonly SortedDictionary<byte[], SortedSet<Entry>> _kept = new(ByteOrder.Instance);
    private readonly HeldRows _held = new();
    private SortOrder? _order;
    private SortOrder? _key;
    private Schema? _schema;
    private long _arrivals;
    private bool _hasLeft;

    public Schema? Bind(TransformBinding binding)
    {
        var isBounded = Bounded.Check("top", binding);
        (_order, _key) = (SortOrder.Bind("by", options.By, binding), SortOrder.Bind("key", options.Key, binding));
        if (_order is null || _key is null || !isBounded) return null;
        if (options.Key.Count == 0) binding.StateIsBounded($"{options.N} rows");
        else binding.StateIsUnbounded($"{options.N} rows for each {string.Join(", ", options.Key)} that comes");
        return _schema = binding.Input;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var slot = _held.Hold(batch);
        for (var row = 0; row < batch.Rows; row++) Add(batch, slot, row, output.Account);
        _held.Settle(slot);
        _held.Tidy();
    }

    /// <summary>What comes out last may be what is earliest.</summary>
    public long OnWatermark(long watermark, Output output)
    {
        if (watermark != long.MaxValue) return long.MinValue;
        Leave(output);
        return watermark;
    }

    public void OnEnd(Output output) => Leave(output);

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_hasLeft);
        state.Write(_arrivals);
        _held.Save(state);
        state.Write(_held.Count);
        foreach (var entry in _kept.Values.SelectMany(entries => entries))
        {
            state.Write(entry.Number);
            state.Write(entry.Arrival);
        }
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a top");
        (_hasLeft, _arrivals) = (state.ReadBool(), state.ReadLong());
        _held.Restore(state, _schema!);
        for (var left = state.ReadCount(sizeof(int) + sizeof(long)); left > 0; left--)
        {
            var (number, arrival) = (state.ReadInt(), state.ReadLong());
            StateReader.Check(_held.Holds(number), "a row that was kept is gone");
            var (batch, row) = (_held.BatchOf(number), _held.RowOf(number));
            EntriesOf(_key!.KeyOf(batch, row)).Add(new Entry(_order!.KeyOf(batch, row), arrival, number));
        }
    }

    private void Add(Batch batch, int slot, int row, Account account)
    {
        var entries = EntriesOf(_key!.KeyOf(batch, row));
        var (rank, arrival) = (_order!.KeyOf(batch, row), _arrivals++);
        if (entries.Count == options.N)
        {
            account.Filtered++;
            // One that came before stays where they are equal.
            if (ByteOrder.Instance.Compare(rank, entries.Max.Rank) >= 0) return;
            var last = entries.Max;
            entries.Remove(last);
            _held.Remove(last.Number);
            account.Held--;
        }

        entries.Add(new Entry(rank, arrival, _held.Add(slot, row)));
        account.Held++;
    }

    private SortedSet<Entry> EntriesOf(byte[] key)
    {
        if (!_kept.TryGetValue(key, out var entries)) _kept.Add(key, entries = []);
        return entries;
    }

    private void Leave(Output output)
    {
        if (_hasLeft) return;
        _hasLeft = true;
        int[] numbers = [.. _kept.Values.SelectMany(entries => entries).Select(entry => entry.Number)];
        output.Account.Held -= numbers.Length;
        output.Account.Passed += numbers.Length;
        for (var from = 0; from < numbers.Length; from += MostRows)
            output.Emit(_held.Gather(numbers.AsSpan(from, Math.Min(MostRows, numbers.Length - from))));
        foreach (var number in numbers) _held.Remove(number);
        _held.Tidy();
        _kept.Clear();
    }

    private readonly record struct Entry(byte[] Rank, long Arrival, int Number) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var ranks = ByteOrder.Instance.Compare(Rank, other.Rank);
            return ranks != 0 ? ranks : Arrival.CompareTo(other.Arrival);
        }
    }
}
