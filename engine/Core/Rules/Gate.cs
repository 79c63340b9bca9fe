using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// Lets a met condition through: when it has been met by so many rows of the key in a row, or for so much event time
/// (<paramref name="held"/>), and when at least <paramref name="cooldown"/> has passed since the key's last alert.
/// </summary>
internal sealed class Gate(Extent? held, Duration? cooldown) : IStateful
{
    private State[] _states = [];
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
            if (Judge(ref StateOf(keys[row]), isMet, times.IsEmpty ? 0 : times[row])) alerts[count++] = row;
        }

        return count;
    }

    public long StateBytes => (long)_keys * Unsafe.SizeOf<State>();

    public void Save(StateWriter state) => state.WriteArray<State>(_states.AsSpan(0, _keys));

    public void Restore(StateReader state)
    {
        _states = state.ReadArray<State>();
        _keys = _states.Length;
    }

    private bool Judge(ref State state, bool isMet, long time)
    {
        if (!isMet)
        {
            state.Streak = 0;
            return false;
        }

        if (state.Streak++ == 0) state.Since = time;
        if (held is { } wait && (wait.IsRows ? state.Streak < wait.Rows : time - state.Since < wait.Time.Microseconds)) return false;
        if (cooldown is { } silence && state.HasAlerted != 0 && time - state.LastAlert < silence.Microseconds) return false;
        (state.HasAlerted, state.LastAlert) = (1, time);
        return true;
    }

    private ref State StateOf(int key)
    {
        if (key >= _states.Length) Array.Resize(ref _states, Math.Max(key + 1, _states.Length * 2));
        if (key >= _keys) _keys = key + 1;
        return ref _states[key];
    }

    /// <summary>Rows in a row that met the condition, the event time of the first of them, and of the last alert.</summary>
    private struct State
    {
        public long Streak;
        public long Since;
        public long LastAlert;
        public long HasAlerted;
    }
}
