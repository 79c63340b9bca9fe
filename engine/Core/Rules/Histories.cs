using System.Numerics;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>
/// For each key the samples that are still of use, by event time, equal times in the order they came. They lie in rings
/// whose oldest leave at the front, the rings of all keys in one array: so that millions of keys are no objects of their
/// own, and are saved by copying.
/// </summary>
internal sealed class Histories
{
    private const int Smallest = 4;
    private const int None = -1;

    private readonly int[] _firstFree = [.. Enumerable.Repeat(None, 32)];
    private Ring[] _rings = [];
    private Sample[] _samples = [];
    private int _used;
    private int _count;

    /// <summary>One more than the largest key's number so far.</summary>
    public int Keys { get; private set; }

    /// <summary>One more than the largest place so far.</summary>
    public int Places => _used;

    public int CountOf(int key) => key < Keys ? _rings[key].Count : 0;

    public Sample Newest(int key) => this[key, _rings[key].Count - 1];

    /// <summary>A key's samples, the oldest first.</summary>
    public ref Sample this[int key, int index] => ref _samples[PlaceOf(key, index)];

    /// <summary>A number of the sample's own among those of all keys.</summary>
    public int PlaceOf(int key, int index)
    {
        ref var ring = ref _rings[key];
        return ring.Start + ((ring.Head + index) & (ring.Room - 1));
    }

    /// <summary>The same for whoever reads many of a key's samples, until one is added or removed.</summary>
    public Window Of(int key) => new(_samples, _rings[key]);

    /// <summary>Puts a sample in its place.</summary>
    /// <param name="key">The key.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="hasMoved">The key's samples had no room, and have other places now.</param>
    /// <returns>Its index; the last unless it came later than it happened.</returns>
    public int Add(int key, Sample sample, out bool hasMoved)
    {
        if (key >= Keys) AddKeys(key + 1);
        hasMoved = _rings[key].Count == _rings[key].Room;
        if (hasMoved) Grow(key);
        var samples = Of(key);
        var at = _rings[key].Count++;
        _count++;
        for (; at > 0 && samples[at - 1].Time > sample.Time; at--) samples[at] = samples[at - 1];
        samples[at] = sample;
        return at;
    }

    public void RemoveOldest(int key)
    {
        ref var ring = ref _rings[key];
        ring.Head = (ring.Head + 1) & (ring.Room - 1);
        ring.Count--;
        _count--;
    }

    public long StateBytes => ((long)Keys * Unsafe.SizeOf<Ring>()) + (Math.Min(_used, 2L * _count) * Unsafe.SizeOf<Sample>());

    /// <summary>All rings as they lie, or, where most of their room is empty, only the samples, one behind another.</summary>
    public void Save(StateWriter state)
    {
        var isPacked = 2L * _count < _used;
        state.Write(isPacked);
        if (isPacked) SavePacked(state);
        else
        {
            state.WriteArray<Ring>(_rings.AsSpan(0, Keys));
            state.WriteArray<Sample>(_samples.AsSpan(0, _used));
        }
    }

    public void Restore(StateReader state)
    {
        var isPacked = state.ReadBool();
        var rings = state.ReadArray<Ring>();
        var samples = state.ReadArray<Sample>();
        AddKeys(rings.Length);
        for (var key = 0; key < rings.Length; key++)
        {
            var (start, room, head, count) = rings[key];
            StateReader.Check(count == 0 || IsRing(rings[key], isPacked, samples.Length), "the samples of a key lie outside those of all");
            if (count == 0) continue;
            _rings[key] = new Ring(Take(room), room, 0, count);
            for (var i = 0; i < count; i++) this[key, i] = samples[start + ((head + i) & (room - 1))];
            _count += count;
        }
    }

    private static bool IsRing(in Ring ring, bool isPacked, int samples)
    {
        if (ring.Room < Smallest || !BitOperations.IsPow2(ring.Room) || (uint)ring.Count > (uint)ring.Room || (uint)ring.Head >= (uint)ring.Room) return false;
        return ring.Start >= 0 && (!isPacked || ring.Head == 0) && ring.Start <= samples - (isPacked ? ring.Count : ring.Room);
    }

    private void SavePacked(StateWriter state)
    {
        var rings = Buffers.Rent<Ring>(Keys);
        for (var (key, start) = (0, 0); key < Keys; start += rings[key++].Count) rings[key] = _rings[key] with { Start = start, Head = 0 };
        state.WriteArray<Ring>(rings.AsSpan(0, Keys));
        Buffers.Return(rings);

        state.Write(_count);
        for (var key = 0; key < Keys; key++)
        {
            var (start, room, head, count) = _rings[key];
            var first = Math.Min(count, room - head);
            state.WriteItems<Sample>(_samples.AsSpan(start + head, first));
            if (first < count) state.WriteItems<Sample>(_samples.AsSpan(start, count - first));
        }
    }

    private void AddKeys(int keys)
    {
        Keys = keys;
        if (keys > _rings.Length) Array.Resize(ref _rings, Math.Max(keys, 2 * _rings.Length));
    }

    private void Grow(int key)
    {
        var old = _rings[key];
        var room = Math.Max(Smallest, 2 * old.Room);
        var start = Take(room);
        for (var i = 0; i < old.Count; i++) _samples[start + i] = this[key, i];
        _rings[key] = new Ring(start, room, 0, old.Count);
        if (old.Room == 0) return;
        // Free rings of one size are a list that runs through their first samples.
        ref var first = ref _firstFree[BitOperations.Log2((uint)old.Room)];
        _samples[old.Start] = new Sample(first, null);
        first = old.Start;
    }

    private int Take(int room)
    {
        ref var free = ref _firstFree[BitOperations.Log2((uint)room)];
        var start = free;
        if (start != None)
        {
            free = (int)_samples[start].Time;
            return start;
        }

        start = _used;
        _used = checked(_used + room);
        if (_used > _samples.Length) Array.Resize(ref _samples, (int)Math.Min(Array.MaxLength, Math.Max(_used, 2L * _samples.Length)));
        return start;
    }

    /// <summary>The samples of one key.</summary>
    public readonly ref struct Window(Sample[] samples, in Ring ring)
    {
        private readonly int _start = ring.Start;
        private readonly int _head = ring.Head;
        private readonly int _mask = ring.Room - 1;

        public ref Sample this[int index] => ref samples[PlaceOf(index)];

        public Sample At(int place) => samples[place];

        public int PlaceOf(int index) => _start + ((_head + index) & _mask);
    }

    /// <param name="Start">Place of its first sample.</param>
    /// <param name="Room">Places; a power of two, or 0 before the first sample.</param>
    /// <param name="Head">Of the oldest sample, counted from the start.</param>
    /// <param name="Count">Samples.</param>
    internal record struct Ring(int Start, int Room, int Head, int Count);
}
