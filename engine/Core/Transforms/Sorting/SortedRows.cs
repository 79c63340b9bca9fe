using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Rows to be sorted: in memory up to a bound, beyond it as sorted runs on disk, which are merged at the end (Knuth,
/// The Art of Computer Programming 3, 5.4). Rows that are equal stay in the order they came in.
/// </summary>
internal sealed class SortedRows(Schema schema, SortOrder order, long mostBytes) : IDisposable
{
    private const int MostRows = 4096;

    // What a row costs beside its values: its key's array, its number and its place.
    private const int RowOverhead = 64;

    private readonly List<SpilledRun> _runs = [];
    private List<Entry> _entries = [];
    private HeldRows _held = new();
    private long _bytes;

    public long Count => _entries.Count + _runs.Sum(run => run.Rows);

    /// <summary>Runs on disk.</summary>
    public int Runs => _runs.Count;

    public void Add(Batch batch)
    {
        var slot = _held.Hold(batch);
        for (var row = 0; row < batch.Rows; row++)
        {
            var key = order.KeyOf(batch, row);
            _entries.Add(new Entry(key, _held.Add(slot, row)));
            _bytes += key.Length + RowOverhead;
        }

        _bytes += BytesOf(batch);
        _held.Settle(slot);
        if (_bytes > mostBytes) Spill();
    }

    /// <summary>Hands the rows out in order, in batches held by whoever takes them; none are left.</summary>
    public void Take(Action<Batch> take)
    {
        if (_runs.Count == 0)
        {
            foreach (var (batch, _) in Chunks()) take(batch);
        }
        else
        {
            Spill();
            Merge(take);
        }

        foreach (var run in _runs) run.Dispose();
        _runs.Clear();
        Forget();
    }

    public void Save(StateWriter state)
    {
        _held.Save(state);
        state.Write(_runs.Count);
        foreach (var run in _runs) run.Save(state);
    }

    public void Restore(StateReader state)
    {
        _held.Restore(state, schema);
        // Rows were numbered as they came.
        for (var number = 0; number < _held.Numbers; number++)
        {
            StateReader.Check(_held.Holds(number), "a row to be sorted is gone");
            var key = order.KeyOf(_held.BatchOf(number), _held.RowOf(number));
            _entries.Add(new Entry(key, number));
            _bytes += key.Length + RowOverhead;
        }

        for (var left = state.ReadCount(sizeof(int)); left > 0; left--) _runs.Add(SpilledRun.Restore(state));
    }

    public void Dispose()
    {
        foreach (var run in _runs) run.Dispose();
    }

    private static long BytesOf(Batch batch)
    {
        var bytes = 0L;
        foreach (var column in batch.Columns) bytes += Bytes(column);
        return bytes;

        static long Bytes(Column column) => column switch
        {
            TextColumn text => text.Offsets[text.Entries] + (4L * column.Length),
            ListColumn list => Bytes(list.Items) + (4L * column.Length),
            FixedColumn<bool> => column.Length,
            _ => 8L * column.Length,
        };
    }

    private void Spill()
    {
        if (_entries.Count == 0) return;
        var run = new SpilledRun();
        foreach (var (batch, keys) in Chunks())
        {
            run.Write(batch, keys);
            batch.Release();
        }

        _runs.Add(run);
        Forget();
    }

    private void Forget()
    {
        foreach (var entry in _entries) _held.Remove(entry.Number);
        _held.Tidy();
        (_entries, _held, _bytes) = ([], new HeldRows(), 0);
    }

    /// <summary>What is in memory, in order; batches are held by the caller.</summary>
    private IEnumerable<(Batch Batch, IReadOnlyList<byte[]> Keys)> Chunks()
    {
        _entries.Sort();
        for (var from = 0; from < _entries.Count; from += MostRows)
        {
            var part = _entries.GetRange(from, Math.Min(MostRows, _entries.Count - from));
            yield return (_held.Gather([.. part.Select(entry => entry.Number)]), [.. part.Select(entry => entry.Key)]);
        }
    }

    private void Merge(Action<Batch> take)
    {
        var merge = new HeldRows();
        var heads = new PriorityQueue<RunHead, (byte[] Key, int Run)>(new HeadOrder());
        for (var i = 0; i < _runs.Count; i++)
        {
            _runs[i].Rewind();
            var head = new RunHead(_runs[i], schema, merge);
            if (head.Next()) heads.Enqueue(head, (head.Key, i));
        }

        var numbers = new List<int>();
        while (heads.TryDequeue(out var head, out var at))
        {
            numbers.Add(head.Number);
            if (head.Next()) heads.Enqueue(head, (head.Key, at.Run));
            if (numbers.Count < MostRows && heads.Count > 0) continue;
            take(merge.Gather(numbers.ToArray()));
            foreach (var number in numbers) merge.Remove(number);
            merge.Tidy();
            numbers.Clear();
        }
    }

    /// <summary>How far the merge has come in one run.</summary>
    private sealed class RunHead(SpilledRun run, Schema schema, HeldRows merge)
    {
        private byte[][] _keys = [];
        private int[] _numbers = [];
        private int _at = -1;

        public byte[] Key => _keys[_at];

        public int Number => _numbers[_at];

        public bool Next()
        {
            if (++_at < _keys.Length) return true;
            if (run.Read(schema) is not var (batch, keys)) return false;
            var slot = merge.Hold(batch);
            batch.Release();
            _numbers = [.. Enumerable.Range(0, keys.Length).Select(row => merge.Add(slot, row))];
            (_keys, _at) = (keys, 0);
            return true;
        }
    }

    private sealed class HeadOrder : IComparer<(byte[] Key, int Run)>
    {
        public int Compare((byte[] Key, int Run) left, (byte[] Key, int Run) right)
        {
            var keys = ByteOrder.Instance.Compare(left.Key, right.Key);
            return keys != 0 ? keys : left.Run.CompareTo(right.Run);
        }
    }

    private readonly record struct Entry(byte[] Key, int Number) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var keys = ByteOrder.Instance.Compare(Key, other.Key);
            return keys != 0 ? keys : Number.CompareTo(other.Number);
        }
    }
}
