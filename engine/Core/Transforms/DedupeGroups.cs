using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// The open groups of a dedupe, one a key at most. Rows are taken in event-time order, late ones as they come; a
/// group ends <c>within</c> after its first row.
/// </summary>
internal sealed class DedupeGroups(KeyIndex keys, HeldRows held, DedupeOptions options)
{
    private const int NoRow = -1;

    private readonly PriorityQueue<int, (long Start, long Opened)> _open = new();
    private readonly List<int> _toSend = [];
    private readonly long _within = options.Within?.Microseconds ?? long.MaxValue;
    private Group[] _groups = [];
    private long _opened;

    /// <summary>No row that comes out later is earlier than this, late ones aside.</summary>
    public long Oldest => options.Keep == Kept.Last && _open.TryPeek(out _, out var order) ? order.Start : long.MaxValue;

    /// <summary>Takes a row that is held, the next in event time.</summary>
    public void Take(int number, long time, Account account)
    {
        // Those that ended before it leave before it, and its own key's next group may begin with it.
        Close(time);
        Judge(number, time, account);
    }

    /// <summary>Takes a row that is held and comes behind the watermark; a group it begins may have ended already.</summary>
    public void TakeLate(int number, long time, long watermark, Account account)
    {
        Judge(number, time, account);
        Close(watermark);
    }

    /// <summary>Ends the groups that nothing can join from this time on.</summary>
    public void Close(long time)
    {
        // Without within a group ends with the stream.
        var last = _within == long.MaxValue ? long.MinValue : time - _within;
        while (_open.TryPeek(out var key, out var order) && (order.Start <= last || time == long.MaxValue))
        {
            _open.Dequeue();
            if (_groups[key].Row != NoRow) _toSend.Add(_groups[key].Row);
            keys.Remove(key);
        }
    }

    /// <summary>Sends the rows decided on since the last call.</summary>
    public void Send(Output output)
    {
        if (_toSend.Count == 0) return;
        held.Send(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_toSend), output);
        output.Account.Passed += _toSend.Count;
        foreach (var number in _toSend) held.Remove(number);
        _toSend.Clear();
    }

    /// <summary>Keys that are known.</summary>
    public int Keys => keys.Count;

    public long StateBytes => keys.StateBytes + ((long)keys.Slots * Unsafe.SizeOf<Group>());

    public void Save(StateWriter state)
    {
        keys.Save(state);
        state.Write(_opened);
        foreach (var (first, count) in keys.Used().Runs) state.WriteItems<Group>(_groups.AsSpan(first, count));
    }

    /// <summary>Reads what <see cref="Save"/> wrote, when the rows held are back.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isTaken">Which of the rows held wait for the watermark, and so are in no group yet; those of groups are marked too.</param>
    public void Restore(StateReader state, bool[] isTaken)
    {
        keys.Restore(state);
        _opened = state.ReadLong();
        _groups = new Group[keys.Slots];
        state.ReadItems<Group>(_groups);
        var open = new List<(int Key, (long, long) Order)>(keys.Count);
        for (var key = 0; key < keys.Slots; key++)
        {
            if (!keys.IsUsed(key)) continue;
            var (start, _, opened, row) = _groups[key];
            StateReader.Check(row == NoRow || (held.Holds(row) && !isTaken[row]), "the row of a group is not held for it alone");
            if (row != NoRow) isTaken[row] = true;
            open.Add((key, (start, opened)));
        }

        _open.EnqueueRange(open);
    }

    private void Judge(int number, long time, Account account)
    {
        var key = keys.GetOrAdd(held.BatchOf(number), held.RowOf(number), out var isNew);
        if (isNew)
        {
            Open(key, number, time);
            return;
        }

        ref var group = ref _groups[key];
        // A late row may be from long before the group, or belong behind a row that is there already.
        if (time < group.Start && group.Start - time >= _within)
        {
            _toSend.Add(number);
            return;
        }

        account.Filtered++;
        if (group.Row == NoRow || time < group.Latest)
        {
            held.Remove(number);
            return;
        }

        held.Remove(group.Row);
        group = group with { Latest = time, Row = number };
    }

    private void Open(int key, int number, long time)
    {
        if (key >= _groups.Length) Array.Resize(ref _groups, Math.Max(key + 1, Math.Max(16, _groups.Length * 2)));
        _groups[key] = new Group(time, time, _opened, options.Keep == Kept.Last ? number : NoRow);
        _open.Enqueue(key, (time, _opened++));
        if (options.Keep == Kept.First) _toSend.Add(number);
    }

    /// <param name="Start">When its first row happened.</param>
    /// <param name="Latest">When the row that would stay happened.</param>
    /// <param name="Opened">How many groups were opened before it.</param>
    /// <param name="Row">The number of the row that would stay; none where the first has been sent.</param>
    private readonly record struct Group(long Start, long Latest, long Opened, int Row);
}
