using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;

namespace StreamGuard.Core.Rules;

/// <summary>
/// For each key the moments of a window that samples enter and leave, without ever subtracting: two stacks, of which the
/// older keeps the moments of each of its suffixes and the younger those of its whole. When the older is used up, the
/// younger becomes the older. Amortised a constant time per sample; a NaN is gone when its sample is.
/// </summary>
internal sealed class SlidingMoments
{
    private readonly Histories _samples = new();

    // By key: how many samples the older stack has, and the moments of the younger.
    private int[] _older = [];
    private Moments[] _younger = [];

    // By the place of a sample of the older stack: the moments of it and all behind it in that stack.
    private Moments[] _suffixes = [];

    public int CountOf(int key) => _samples.CountOf(key);

    public Sample Newest(int key) => _samples.Newest(key);

    public Moments Total(int key)
    {
        if (key >= _samples.Keys) return default;
        if (_older[key] == 0) return _younger[key];
        var total = _suffixes[_samples.PlaceOf(key, 0)];
        total.Merge(_younger[key]);
        return total;
    }

    public void Add(int key, Sample sample)
    {
        var index = _samples.Add(key, sample, out var hasMoved);
        if (hasMoved) Reserve();
        if (index < _samples.CountOf(key) - 1) TurnOver(key, _samples.CountOf(key));
        else if (hasMoved) TurnOver(key, _older[key]);
        else Add(ref _younger[key], sample);
    }

    public void RemoveOldest(int key)
    {
        if (_older[key] == 0) TurnOver(key, _samples.CountOf(key));
        _samples.RemoveOldest(key);
        _older[key]--;
    }

    public void RemoveBefore(int key, long time)
    {
        while (_samples.CountOf(key) > 0 && _samples[key, 0].Time < time) RemoveOldest(key);
    }

    public long StateBytes => _samples.StateBytes + ((long)_samples.Keys * sizeof(int));

    public void Save(StateWriter state)
    {
        _samples.Save(state);
        state.WriteItems<int>(_older.AsSpan(0, _samples.Keys));
    }

    /// <summary>What the stacks come to is worked out again of their samples.</summary>
    public void Restore(StateReader state)
    {
        _samples.Restore(state);
        Reserve();
        state.ReadItems(_older.AsSpan(0, _samples.Keys));
        for (var key = 0; key < _samples.Keys; key++)
        {
            StateReader.Check((uint)_older[key] <= (uint)_samples.CountOf(key), "a window has fewer samples than its older part");
            TurnOver(key, _older[key]);
        }
    }

    private void Reserve()
    {
        if (_older.Length < _samples.Keys)
        {
            Array.Resize(ref _older, Math.Max(_samples.Keys, 2 * _older.Length));
            Array.Resize(ref _younger, _older.Length);
        }

        if (_suffixes.Length < _samples.Places) Array.Resize(ref _suffixes, (int)Math.Min(Array.MaxLength, Math.Max(_samples.Places, 2L * _suffixes.Length)));
    }

    /// <summary>Makes the oldest samples the older stack and the rest the younger.</summary>
    private void TurnOver(int key, int older)
    {
        var samples = _samples.Of(key);
        var suffixes = _suffixes;
        var suffix = default(Moments);
        for (var i = older - 1; i >= 0; i--)
        {
            var place = samples.PlaceOf(i);
            Add(ref suffix, samples.At(place));
            suffixes[place] = suffix;
        }

        var younger = default(Moments);
        for (var i = older; i < _samples.CountOf(key); i++) Add(ref younger, samples[i]);
        (_older[key], _younger[key]) = (older, younger);
    }

    private static void Add(ref Moments moments, Sample sample)
    {
        if (sample.HasValue) moments.Add(sample.Number);
    }
}
