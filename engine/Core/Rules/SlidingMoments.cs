using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Rules;

/// <summary>
/// The moments of a window that samples enter and leave, without ever subtracting: two stacks, of which the older
/// keeps the moments of each of its suffixes and the younger those of its whole. When the older is used up, the
/// younger becomes the older. Amortised a constant time per sample; a NaN is gone when its sample is.
/// </summary>
internal sealed class SlidingMoments
{
    private readonly History _samples = new();

    /// <summary>Moments of samples i to the end of the older stack, the last of them first.</summary>
    private Moments[] _suffixes = [];
    private int _older;
    private Moments _younger;

    public int Count => _samples.Count;

    public Sample Newest => _samples.Newest;

    public Moments Total()
    {
        if (_older == 0) return _younger;
        var total = _suffixes[_older - 1];
        total.Merge(_younger);
        return total;
    }

    public void Add(Sample sample)
    {
        if (_samples.Add(sample) == _samples.Count - 1) Add(ref _younger, sample);
        else TurnOver(_samples.Count);
    }

    public void RemoveOldest()
    {
        if (_older == 0) TurnOver(_samples.Count);
        _samples.RemoveOldest();
        _older--;
    }

    public void RemoveBefore(long time)
    {
        while (_samples.Count > 0 && _samples[0].Time < time) RemoveOldest();
    }

    public void Save(StateWriter state)
    {
        _samples.Save(state);
        state.Write(_older);
    }

    public void Restore(StateReader state)
    {
        _samples.Restore(state);
        TurnOver(state.ReadInt());
    }

    /// <summary>Makes the oldest samples the older stack and the rest the younger.</summary>
    private void TurnOver(int older)
    {
        if (_suffixes.Length < older) _suffixes = new Moments[Math.Max(older, _suffixes.Length * 2)];
        var suffix = default(Moments);
        for (var i = 0; i < older; i++)
        {
            Add(ref suffix, _samples[older - 1 - i]);
            _suffixes[i] = suffix;
        }

        _younger = default;
        for (var i = older; i < _samples.Count; i++) Add(ref _younger, _samples[i]);
        _older = older;
    }

    private static void Add(ref Moments moments, Sample sample)
    {
        if (sample.Value is { } value) moments.Add(value);
    }
}
