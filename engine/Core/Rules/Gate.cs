using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// Lets a met condition through: when it has been met by so many rows of the key in a row, or for so much event time
/// (<paramref name="held"/>), and when at least <paramref name="cooldown"/> has passed since the key's last alert.
/// </summary>
internal sealed class Gate(Extent? held, Duration? cooldown) : IStateful
{
    private const long Never = long.MinValue;

    // What a gate does not ask for it keeps of no key: as a rule it has a cooldown alone.
    private Streak[] _streaks = [];
    private long[] _lastAlerts = [];
    private int _keys;

    public bool HasState => held is not null || cooldown is not null;

    public bool NeedsTime => held is { IsRows: false } || cooldown is not null;

    /// <summary>Writes those of all rows, of which <paramref name="met"/> meet the condition, that raise an alert.</summary>
    /// <returns>How many there are.</returns>
    public int Pass(in Judged judged, ReadOnlySpan<int> met, Span<int> alerts)
    {
        var keys = judged.Keys;
        var times = judged.Times;
        var (count, next) = (0, 0);
        for (var row = 0; row < keys.Length; row++)
        {
            var isMet = next < met.Length && met[next] == row;
            if (isMet) next++;
            if (Judge(keys[row], isMet, times.IsEmpty ? 0 : times[row])) alerts[count++] = row;
        }

        return count;
    }

    /// <summary>What it keeps of a key.</summary>
    public int BytesOfKey => (held is null ? 0 : Unsafe.SizeOf<Streak>()) + (cooldown is null ? 0 : sizeof(long));

    public long StateBytes => (long)_keys * BytesOfKey;

    public void Save(StateWriter state)
    {
        state.Write(_keys);
        if (held is not null) state.WriteItems<Streak>(_streaks.AsSpan(0, _keys));
        if (cooldown is not null) state.WriteItems<long>(_lastAlerts.AsSpan(0, _keys));
    }

    public void Restore(StateReader state)
    {
        var keys = state.ReadCount(BytesOfKey);
        if (keys > 0) Reserve(keys - 1);
        if (held is not null) state.ReadItems<Streak>(_streaks.AsSpan(0, keys));
        if (cooldown is not null) state.ReadItems<long>(_lastAlerts.AsSpan(0, keys));
    }

    private bool Judge(int key, bool isMet, long time)
    {
        if (key >= _keys) Reserve(key);
        if (held is { } wait && !HasHeld(ref _streaks[key], wait, isMet, time)) return false;
        if (!isMet) return false;
        if (cooldown is not { } silence) return true;
        ref var last = ref _lastAlerts[key];
        if (last != Never && time - last < silence.Microseconds) return false;
        last = time;
        return true;
    }

    private static bool HasHeld(ref Streak streak, Extent wait, bool isMet, long time)
    {
        if (!isMet)
        {
            streak.Rows = 0;
            return false;
        }

        if (streak.Rows++ == 0) streak.Since = time;
        return wait.IsRows ? streak.Rows >= wait.Rows : time - streak.Since >= wait.Time.Microseconds;
    }

    /// <summary>Makes room for a key, and those before it.</summary>
    private void Reserve(int key)
    {
        if (held is not null && key >= _streaks.Length) Array.Resize(ref _streaks, Math.Max(key + 1, _streaks.Length * 2));
        if (cooldown is not null && key >= _lastAlerts.Length)
        {
            var known = _lastAlerts.Length;
            Array.Resize(ref _lastAlerts, Math.Max(key + 1, known * 2));
            _lastAlerts.AsSpan(known).Fill(Never);
        }

        _keys = key + 1;
    }

    /// <summary>Rows in a row that met the condition, and the event time of the first of them.</summary>
    private struct Streak
    {
        public long Rows;
        public long Since;
    }
}
