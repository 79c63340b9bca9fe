namespace StreamGuard.Contracts;

/// <summary>Writes where rows were read, and their bytes, to a state and reads it back.</summary>
public static class OriginState
{
    public static void Write(StateWriter state, Origin origin)
    {
        var rows = origin.Rows;
        var (partOfRow, positions, lengths) = (Buffers.Rent<int>(rows), Buffers.Rent<long>(rows), Buffers.Rent<int>(rows));
        var partitions = new List<string>();
        for (var row = 0; row < rows; row++)
        {
            var partition = origin.Partition(row);
            // Rows of one partition come in runs, and nearly always all are of one.
            if (row == 0 || partition != partitions[partOfRow[row - 1]]) partOfRow[row] = PlaceOf(partition, partitions);
            else partOfRow[row] = partOfRow[row - 1];
            (positions[row], lengths[row]) = (origin.Position(row), origin.Bytes(row).Length);
        }

        state.Write(partitions.Count);
        foreach (var partition in partitions) state.Write(partition);
        if (partitions.Count > 1) state.WriteItems<int>(partOfRow.AsSpan(0, rows));
        state.WriteItems<long>(positions.AsSpan(0, rows));
        state.WriteItems<int>(lengths.AsSpan(0, rows));
        for (var row = 0; row < rows; row++) state.WriteItems(origin.Bytes(row));
        Buffers.Return(partOfRow);
        Buffers.Return(positions);
        Buffers.Return(lengths);
    }

    /// <summary>An origin held by the caller.</summary>
    public static Origin Read(StateReader state, int rows)
    {
        var partitions = new string[state.ReadCount(sizeof(int))];
        StateReader.Check(partitions.Length > 0 || rows == 0, "rows have no partition");
        for (var i = 0; i < partitions.Length; i++) partitions[i] = state.ReadString();
        var partOfRow = new int[rows];
        if (partitions.Length > 1) state.ReadItems<int>(partOfRow);
        var (positions, lengths) = (new long[rows], new int[rows]);
        state.ReadItems<long>(positions);
        state.ReadItems<int>(lengths);

        var records = new Records[Math.Max(1, partitions.Length)];
        for (var i = 0; i < records.Length; i++) records[i] = new Records();
        var (part, rowInPart) = (Buffers.Rent<int>(rows), Buffers.Rent<long>(rows));
        for (var row = 0; row < rows; row++)
        {
            StateReader.Check((uint)partOfRow[row] < (uint)partitions.Length, "a row has no partition");
            state.Require(lengths[row], 1);
            (part[row], rowInPart[row]) = (partOfRow[row], records[partOfRow[row]].Add(state, positions[row], lengths[row]));
        }

        return Together([.. records.Select((each, i) => each.Build(partitions.Length == 0 ? "" : partitions[i]))], part, rowInPart, rows);
    }

    private static Origin Together(Origin[] origins, int[] partOfRow, long[] rowsInParts, int rows)
    {
        if (origins.Length > 1)
        {
            var merged = new Origin(origins, partOfRow, rowsInParts, rows);
            foreach (var origin in origins) origin.Release();
            return merged;
        }

        Buffers.Return(partOfRow);
        Buffers.Return(rowsInParts);
        return origins[0];
    }

    private static int PlaceOf(string partition, List<string> partitions)
    {
        var place = partitions.IndexOf(partition);
        if (place >= 0) return place;
        partitions.Add(partition);
        return partitions.Count - 1;
    }

    /// <summary>
    /// The records of one partition in the order of the rows, with a byte between them: the chunk says what their positions
    /// were, wherever they stood.
    /// </summary>
    private sealed class Records
    {
        private long[] _positions = [];
        private int[] _ends = [];
        private byte[] _bytes = [];
        private int _rows;
        private bool _hasBytes;

        private int Used => _rows == 0 ? 0 : _ends[_rows - 1];

        /// <returns>The row's number in the partition's origin.</returns>
        public int Add(StateReader state, long position, int length)
        {
            var (start, end) = (Used, checked(Used + length + 1));
            if (end > _bytes.Length) Buffers.Grow(ref _bytes, start, end);
            if (_rows == _ends.Length) Buffers.Grow(ref _ends, _rows, _rows + 1);
            if (_rows == _positions.Length) Buffers.Grow(ref _positions, _rows, _rows + 1);
            state.ReadItems(_bytes.AsSpan(start, length));
            _bytes[end - 1] = (byte)'\n';
            _hasBytes |= length > 0;
            (_positions[_rows], _ends[_rows]) = (position, end);
            return _rows++;
        }

        public Origin Build(string partition)
        {
            var lengths = Buffers.Rent<int>(_rows);
            for (var row = 0; row < _rows; row++) lengths[row] = _ends[row] - StartOf(row) - 1;
            if (_hasBytes) return new Origin(partition, Starts(), lengths, _rows, new RawChunk(partition, _bytes, Used, 0) { Records = new ChunkRecords(_ends, _positions, _rows) });
            Buffers.Return(_bytes);
            Buffers.Return(_ends);
            return new Origin(partition, _positions, lengths, _rows, null);
        }

        private long[] Starts()
        {
            var starts = Buffers.Rent<long>(_rows);
            for (var row = 0; row < _rows; row++) starts[row] = StartOf(row);
            return starts;
        }

        private int StartOf(int row) => row == 0 ? 0 : _ends[row - 1];
    }
}
