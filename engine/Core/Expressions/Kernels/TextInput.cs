using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// A text column as a kernel reads it: by row, or by step for what depends on this column alone and is computed once
/// a dictionary entry. A step is an entry where the batch's dictionary is no larger than the batch, else a row.
/// </summary>
internal sealed class TextInput
{
    private byte[] _data = [];
    private int[] _offsets = [];
    private int[]? _codes;
    private int _entries;
    private bool _byEntry;

    public int Steps { get; private set; }

    /// <summary>The step of each row; null when they are the same.</summary>
    public int[]? StepOfRow { get; private set; }

    public void Begin(TextColumn column)
    {
        (_data, _offsets, _codes, _entries) = (column.Data, column.Offsets, column.Codes, column.Entries);
        _byEntry = _codes is not null && _entries <= column.Length && _entries > 0;
        Steps = _byEntry ? _entries : column.Length;
        StepOfRow = _byEntry ? _codes : null;
    }

    public void End() => (_data, _offsets, _codes, StepOfRow) = ([], [], null, null);

    public Utf8 Row(int row) => Entry(_codes is null ? row : _codes[row]);

    public Utf8 Step(int step) => Entry(_byEntry || _codes is null ? step : _codes[step]);

    // A column of nulls may have codes and no entry for them.
    private Utf8 Entry(int entry) =>
        (uint)entry < (uint)_entries ? new Utf8(_data, _offsets[entry], _offsets[entry + 1] - _offsets[entry]) : default;
}
