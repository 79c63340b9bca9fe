using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;

namespace StreamGuard.Core.History.Recent;

/// <summary>Texts by place: each different one is kept once, whatever the key, as long as a row has it.</summary>
internal sealed class TextEntries : EntryColumn
{
    /// <summary>Stands for a text that no row has.</summary>
    public const long Unknown = -1;

    private readonly Dictionary<byte[], int> _numbers = new(Utf8Comparer.Instance);
    private readonly List<(byte[] Text, int Rows)> _texts = [];
    private readonly Stack<int> _free = new();
    private int[] _places = [];

    public override int BytesEach => sizeof(int);

    public override void Move(int from, int to, int count)
    {
        base.Move(from, to, count);
        _places.AsSpan(from, count).CopyTo(_places.AsSpan(to));
    }

    public override long KeyOf(int place) => _places[place];

    public override long KeyOf(Column column, int row) =>
        _numbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(((TextColumn)column)[row], out var number) ? number : Unknown;

    public override void Leave(int place)
    {
        if (IsNull(place)) return;
        var number = _places[place];
        var (text, rows) = _texts[number];
        _texts[number] = (text, rows - 1);
        if (rows > 1) return;
        _numbers.Remove(text);
        _texts[number] = ([], 0);
        _free.Push(number);
    }

    public override void AppendTo(ColumnBuilder output, int place, int count)
    {
        var builder = (TextBuilder)output;
        for (; count > 0; count--, place++)
        {
            if (IsNull(place)) builder.AppendNull();
            else builder.Append(_texts[_places[place]].Text);
        }
    }

    protected override void Resize(int places) => Array.Resize(ref _places, places);

    protected override void SetValue(int place, Column column, int row)
    {
        var text = ((TextColumn)column)[row];
        if (!_numbers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(text, out var number)) number = Add(text.ToArray());
        _texts[number] = _texts[number] with { Rows = _texts[number].Rows + 1 };
        _places[place] = number;
    }

    // As a column whose rows are numbers of texts.
    protected override void SaveValues(StateWriter state, int places)
    {
        state.Write(false);
        state.WriteItems<int>(_places.AsSpan(0, places));
        using var texts = state.Gather();
        var at = 0;
        texts.Write(_texts.Count + 1);
        texts.Write(at);
        foreach (var (text, _) in _texts) texts.Write(at += text.Length);
        foreach (var (text, _) in _texts) texts.WriteItems<byte>(text);
    }

    private int Add(byte[] text)
    {
        if (!_free.TryPop(out var number))
        {
            number = _texts.Count;
            _texts.Add(default);
        }

        _texts[number] = (text, 0);
        _numbers.Add(text, number);
        return number;
    }
}
