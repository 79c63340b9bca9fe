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

    public void Save(StateWriter state, int[] places)
    {
        keys.Save(state);
        state.Write(_opened);
        state.Write(_open.Count);
        foreach (var (key, (start, opened)) in _open.UnorderedItems)
        {
            state.Write(key);
            state.Write(start);
            state.Write(opened);
            state.Write(_groups[key].Latest);
            state.Write(_groups[key].Row == NoRow ? NoRow : places[_groups[key].Row]);
        }
    }

    public void Restore(StateReader state)
    {
        keys.Restore(state);
        _opened = state.ReadLong();
        _groups = new Group[keys.Slots];
        for (var left = state.ReadInt(); left > 0; left--)
        {
            var key = state.ReadInt();
            var (start, opened) = (state.ReadLong(), state.ReadLong());
            _groups[key] = new Group(start, state.ReadLong(), state.ReadInt());
            _open.Enqueue(key, (start, opened));
        }
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
        _open.Enqueue(key, (time, _opened++));
        _groups[key] = new Group(time, time, options.Keep == Kept.Last ? number : NoRow);
        if (options.Keep == Kept.First) _toSend.Add(number);
    }

    /// <summary>When the group began, when the row that would stay happened, and its number; none where the first has been sent.</summary>
    private readonly record struct Group(long Start, long Latest, int Row);
}
