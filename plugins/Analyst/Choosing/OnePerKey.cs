using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Contexts;

namespace StreamGuard.Plugins.Analyst.Choosing;

/// <summary>When the last row of each key was chosen; a key is forgotten when that is long enough ago.</summary>
/// <param name="key">The key of rows.</param>
/// <param name="every">How long no other row of a key is chosen.</param>
internal sealed class OnePerKey(KeyText key, Duration every)
{
    private const int MostBeforeForgetting = 100_000;

    private readonly Dictionary<string, long> _last = [];

    /// <summary>About how much <see cref="Save"/> writes.</summary>
    public long StateBytes => _last.Count * 64L;

    /// <summary>It is time for another row of this one's key.</summary>
    public bool IsDue(Batch batch, int row, long now) =>
        !_last.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key.Of(batch, row), out var last) || now - last >= every.Microseconds;

    /// <summary>The row was chosen.</summary>
    public void Chose(Batch batch, int row, long now)
    {
        if (_last.Count >= MostBeforeForgetting) Forget(now);
        _last[key.Of(batch, row).ToString()] = now;
    }

    public void Save(StateWriter state)
    {
        state.Write(_last.Count);
        foreach (var (name, last) in _last)
        {
            state.Write(name);
            state.Write(last);
        }
    }

    public void Restore(StateReader state)
    {
        for (var left = state.ReadCount(sizeof(int) + sizeof(long)); left > 0; left--) _last[state.ReadString()] = state.ReadLong();
    }

    /// <summary>Where all are too new, the older half goes: a bound is kept at the cost of a question too many.</summary>
    private void Forget(long now)
    {
        foreach (var (name, last) in _last.ToList())
            if (now - last >= every.Microseconds) _last.Remove(name);
        if (_last.Count < MostBeforeForgetting) return;
        foreach (var (name, _) in _last.OrderBy(each => each.Value).Take(MostBeforeForgetting / 2).ToList()) _last.Remove(name);
    }
}
