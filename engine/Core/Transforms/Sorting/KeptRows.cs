using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>The first rows of each window and key so far, at most so many.</summary>
internal sealed class KeptRows(TopPlan plan, int most)
{
    private const int MostRows = 4096;

    private readonly SortedDictionary<Lot, SortedSet<Entry>> _kept = [];
    private readonly HeldRows _held = new();
    private long _arrivals;

    /// <summary>Adds the rows whose window has not left, keeps account of them, and notes the others.</summary>
    /// <param name="batch">The rows, all with an event time where there are windows.</param>
    /// <param name="earliestOpen">Start of the earliest window that has not left.</param>
    /// <param name="late">Takes rows that are late.</param>
    /// <param name="account">Takes what became of the others.</param>
    public void Add(Batch batch, long earliestOpen, List<int> late, Account account)
    {
        var slot = _held.Hold(batch);
        for (var row = 0; row < batch.Rows; row++)
        {
            var start = StartOf(batch, row);
            if (start < earliestOpen) late.Add(row);
            else Add(new Lot(start, plan.Key.KeyOf(batch, row)), batch, slot, row, account);
        }

        _held.Settle(slot);
        _held.Tidy();
    }

    /// <summary>Sends the rows of windows that began before, in order.</summary>
    public void Leave(long before, Output output)
    {
        var numbers = new List<int>();
        while (_kept.Count > 0 && _kept.First() is var (lot, entries) && lot.Start < before)
        {
            numbers.AddRange(entries.Select(entry => entry.Number));
            _kept.Remove(lot);
        }

        output.Account.Held -= numbers.Count;
        output.Account.Passed += numbers.Count;
        foreach (var part in numbers.Chunk(MostRows)) output.Emit(_held.Gather(part));
        foreach (var number in numbers) _held.Remove(number);
        _held.Tidy();
    }

    public void Save(StateWriter state)
    {
        state.Write(_arrivals);
        _held.Save(state);
        state.Write(_held.Count);
        foreach (var entry in _kept.Values.SelectMany(entries => entries))
        {
            state.Write(entry.Number);
            state.Write(entry.Arrival);
        }
    }

    public void Restore(StateReader state, Schema schema)
    {
        _arrivals = state.ReadLong();
        _held.Restore(state, schema);
        for (var left = state.ReadCount(sizeof(int) + sizeof(long)); left > 0; left--)
        {
            var (number, arrival) = (state.ReadInt(), state.ReadLong());
            StateReader.Check(_held.Holds(number), "a row that was kept is gone");
            var (batch, row) = (_held.BatchOf(number), _held.RowOf(number));
            EntriesOf(new Lot(StartOf(batch, row), plan.Key.KeyOf(batch, row))).Add(new Entry(plan.Order.KeyOf(batch, row), arrival, number));
        }
    }

    private void Add(Lot lot, Batch batch, int slot, int row, Account account)
    {
        var entries = EntriesOf(lot);
        var (rank, arrival) = (plan.Order.KeyOf(batch, row), _arrivals++);
        if (entries.Count == most)
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

    /// <summary>Start of the row's window; without windows there is one of all rows, which ends with them.</summary>
    private long StartOf(Batch batch, int row) => plan.Windows?.LatestStart(batch.Ints(plan.Time)[row], out _) ?? 0;

    private SortedSet<Entry> EntriesOf(Lot lot)
    {
        if (!_kept.TryGetValue(lot, out var entries)) _kept.Add(lot, entries = []);
        return entries;
    }

    private readonly record struct Lot(long Start, byte[] Key) : IComparable<Lot>
    {
        public int CompareTo(Lot other) => Start != other.Start ? Start.CompareTo(other.Start) : ByteOrder.Instance.Compare(Key, other.Key);
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
