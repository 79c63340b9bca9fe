using System.Runtime.InteropServices;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Windows;

/// <summary>
/// Sessions of a key: from the first row to the gap after the last one. A row that touches a session that has left is
/// late. So is one whose own gap has passed at the watermark, unless it lies within an open session: it would begin
/// a window, or move the start of one, before the watermark that was passed on.
/// </summary>
internal sealed class SessionAssigner(WindowGroups groups, long gap) : WindowAssigner(groups)
{
    private readonly FiringQueue _ends = new(groups);
    private readonly FiringQueue _starts = new(groups);
    private readonly List<(int Into, int From)> _merges = [];
    private int[] _firstOfKey = [];
    private long _watermark = long.MinValue;

    public override void Assign(WindowRows rows, int pass, TouchedWindows touched)
    {
        var times = rows.Times;
        var slots = rows.Slots;
        var cells = rows.Cells;
        Reserve();
        for (var row = 0; row < times.Length; row++)
        {
            cells[row] = -1;
            if (slots[row] < 0) continue;
            var group = Locate(rows.Keys[row], times[row]);
            if (group >= 0) cells[row] = group * Groups.Width + slots[row];
            else rows.SetLate(row);
        }
    }

    /// <summary>Merges only now: rows of the batch had been given cells of sessions that a later row bridged.</summary>
    public override void End(WindowRows rows)
    {
        foreach (var (into, from) in _merges)
        {
            Groups.Merge(into, from);
            Groups.Close(from);
        }

        _merges.Clear();
        base.End(rows);
    }

    public override void Fire(long watermark, List<int> due)
    {
        _watermark = watermark;
        while (_ends.TryTake(watermark, out var group, out var at))
        {
            ref var session = ref Groups[group];
            var dueAt = session.HasFired ? Saturating.Add(session.End, gap) : session.End;
            if (dueAt > at && dueAt > watermark) _ends.Add(group, dueAt);
            else if (session.HasFired) Forget(group);
            else due.Add(group);
        }
    }

    /// <summary>A session that has left is remembered as long as a row that touches it may not be late by itself.</summary>
    public override void Left(int group, long watermark)
    {
        Groups[group].HasFired = true;
        Groups.Clear(group);
        var last = Saturating.Add(Groups[group].End, gap);
        if (last > watermark) _ends.Add(group, last);
        else Forget(group);
    }

    public override long Hold(long watermark)
    {
        // A row to come is not late when its own gap ends behind the watermark.
        var earliest = watermark == long.MaxValue ? watermark : Saturating.Add(Saturating.Subtract(watermark, gap), 1);
        while (_starts.TryPeek(out var group, out var start))
        {
            if (!Groups[group].HasFired && Groups[group].Start == start) return Math.Min(start, earliest);
            _starts.Drop();
        }

        return earliest;
    }

    public override void Adopt(int group)
    {
        Reserve();
        ref var session = ref Groups[group];
        session.Next = _firstOfKey[session.Key] - 1;
        _firstOfKey[session.Key] = group + 1;
        _ends.Add(group, session.HasFired ? Saturating.Add(session.End, gap) : session.End);
        if (!session.HasFired) _starts.Add(group, session.Start);
    }

    /// <returns>The session of a row; -1 when the row is late.</returns>
    private int Locate(int key, long time)
    {
        var end = Saturating.Add(time, gap);
        var (found, touched, start) = (-1, 0, long.MaxValue);
        for (var group = _firstOfKey[key] - 1; group >= 0; group = Groups[group].Next)
        {
            ref var session = ref Groups[group];
            if (!Touches(session, time, end)) continue;
            if (session.HasFired) return -1;
            touched++;
            if (session.Start < start) (found, start) = (group, session.Start);
        }

        if (end <= _watermark && time < start) return -1;
        if (touched > 1) return Bridge(key, time, end);
        if (touched == 1) return Prolong(found, time, end);
        found = Groups.Open(key, time, end);
        Adopt(found);
        return found;
    }

    private int Prolong(int group, long time, long end)
    {
        ref var session = ref Groups[group];
        session.End = Math.Max(session.End, end);
        if (time >= session.Start) return group;
        session.Start = time;
        _starts.Add(group, time);
        return group;
    }

    /// <summary>Opens a session in place of those that a row touches; what they hold, which came earlier, goes into it.</summary>
    private int Bridge(int key, long time, long end)
    {
        var bridge = Groups.Open(key, time, end);
        var first = _merges.Count;
        for (var group = _firstOfKey[key] - 1; group >= 0;)
        {
            ref var session = ref Groups[group];
            var next = session.Next;
            if (Touches(session, time, end))
            {
                Groups[bridge].Start = Math.Min(Groups[bridge].Start, session.Start);
                Groups[bridge].End = Math.Max(Groups[bridge].End, session.End);
                Unlink(group);
                _merges.Add((bridge, group));
            }

            group = next;
        }

        // By time, because the last digits of a sum depend on it and the list's order is another one after a restore.
        CollectionsMarshal.AsSpan(_merges)[first..].Sort((left, right) => Groups[left.From].Start.CompareTo(Groups[right.From].Start));
        Adopt(bridge);
        return bridge;
    }

    private static bool Touches(in WindowGroup session, long time, long end) => time < session.End && session.Start < end;

    private void Forget(int group)
    {
        Unlink(group);
        Groups.Close(group);
    }

    private void Unlink(int group)
    {
        ref var session = ref Groups[group];
        var at = _firstOfKey[session.Key] - 1;
        if (at == group)
        {
            _firstOfKey[session.Key] = session.Next + 1;
            return;
        }

        while (Groups[at].Next != group) at = Groups[at].Next;
        Groups[at].Next = session.Next;
    }

    private void Reserve()
    {
        if (Groups.Keys.Slots > _firstOfKey.Length) Array.Resize(ref _firstOfKey, Math.Max(Groups.Keys.Slots, 2 * _firstOfKey.Length));
    }
}
