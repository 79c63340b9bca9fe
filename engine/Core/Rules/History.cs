using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>A value that a key had: when, and what; null values keep their place.</summary>
internal readonly record struct Sample(long Time, double? Value);

/// <summary>
/// The samples of one key that are still of use, by event time, equal times in the order they came. A ring: the
/// oldest leave at the front.
/// </summary>
internal sealed class History
{
    private Sample[] _ring = new Sample[4];
    private int _head;

    public int Count { get; private set; }

    public Sample this[int index] => _ring[(_head + index) & (_ring.Length - 1)];

    public Sample Newest => this[Count - 1];

    /// <summary>Puts a sample in its place.</summary>
    /// <returns>That place; <see cref="Count"/> - 1 unless it came later than it happened.</returns>
    public int Add(Sample sample)
    {
        if (Count == _ring.Length) Grow();
        var at = Count++;
        for (; at > 0 && this[at - 1].Time > sample.Time; at--) Put(at, this[at - 1]);
        Put(at, sample);
        return at;
    }

    public void RemoveOldest()
    {
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
    }

    public void Save(StateWriter state)
    {
        state.Write(Count);
        for (var i = 0; i < Count; i++)
        {
            state.Write(this[i].Time);
            state.Write(this[i].Value.HasValue);
            state.Write(this[i].Value ?? 0);
        }
    }

    public void Restore(StateReader state)
    {
        for (var left = state.ReadInt(); left > 0; left--)
        {
            var time = state.ReadLong();
            var hasValue = state.ReadBool();
            var value = state.ReadDouble();
            Add(new Sample(time, hasValue ? value : null));
        }
    }

    private void Put(int index, Sample sample) => _ring[(_head + index) & (_ring.Length - 1)] = sample;

    private void Grow()
    {
        var larger = new Sample[_ring.Length * 2];
        for (var i = 0; i < Count; i++) larger[i] = this[i];
        (_ring, _head) = (larger, 0);
    }
}
