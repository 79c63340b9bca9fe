using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace StreamGuard.Contracts;

/// <summary>
/// Builds text columns: as a dictionary while texts repeat, plain from the first moment on when there are more than
/// half as many different texts as rows. Starts anew with every column, so that no dictionary outlives its batch.
/// </summary>
public sealed class TextBuilder(ColumnType type) : ColumnBuilder(type)
{
    private const int TryOutRows = 64;
    private const int StampStep = 32;
    private static readonly Lately[] Nothing = new Lately[256];

    private byte[] _data = [];
    private int[] _offsets = [];
    private int[] _codes = [];
    private int[] _table = [];
    private ulong[] _hashes = [];
    private int _entries;
    private int _bytes;
    private bool _plain;
    private ulong _lastHash;
    private int _lastCode = -1;

    // What short texts were seen lately, at the place their hash names. A stamp holds the text's length and a number
    // that changes whenever codes lose their meaning, so that nothing needs to be cleared for each batch.
    private Lately[] _lately = Nothing;
    private int _stamp = StampStep;

    public void Append(ReadOnlySpan<byte> text)
    {
        if (_plain) AddEntry(text);
        else AppendCode(Intern(text));
        Extend();
        if (!_plain && Length >= TryOutRows && _entries > Length / 2) TurnPlain();
    }

    /// <summary>Appends a text of at most 16 bytes given as two little-endian words, zeros behind its end.</summary>
    public void AppendShort(ulong low, ulong high, int length)
    {
        if (!TryAppendLately(low, high, length)) AppendNew(low, high, length);
    }

    /// <summary>
    /// The same for a text that <see cref="AppendShort"/> has appended to this column lately, found by its words alone
    /// in 2 ns where <see cref="Append(ReadOnlySpan{byte})"/> takes 8; false, and nothing appended, for any other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAppendLately(ulong low, ulong high, int length)
    {
        ref var known = ref _lately[PlaceOf(low, high)];
        if (known.Low != low || known.High != high || known.Stamp != _stamp + length) return false;
        // Growing is left to the other way, so that a loop around this one calls nothing.
        var row = Length;
        if ((uint)row >= (uint)_codes.Length || !HasRoom) return false;
        _codes[row] = known.Code;
        Length = row + 1;
        return true;
    }

    /// <summary>Makes room for so many rows in all, as long as texts repeat.</summary>
    public void Reserve(int rows)
    {
        if (!_plain && rows > _codes.Length) Buffers.Grow(ref _codes, Length, rows);
    }

    public void Append(string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        if (Encoding.UTF8.GetMaxByteCount(text.Length) <= utf8.Length) Append(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
        else Append(Encoding.UTF8.GetBytes(text));
    }

    protected override void AppendMissing()
    {
        if (_plain) AddEntry([]);
        else AppendCode(_entries == 0 ? Intern([]) : 0);
        Extend();
    }

    protected override void AppendValue(Column column, int row) => Append(((TextColumn)column)[row]);

    protected override void AppendObject(object value) => Append((string)value);

    protected override void DropFrom(int length)
    {
        if (!_plain) return; // codes are cut with the length; an entry without a row does no harm
        _entries = length;
        _bytes = length == 0 ? 0 : _offsets[length];
    }

    protected override Column Take(ulong[]? validity)
    {
        if (_entries == 0) EnsureOffset();
        var column = new TextColumn(Type, _data, _offsets, _entries, _plain ? null : _codes, Length, validity);
        if (_plain) Buffers.Return(_codes);
        _data = [];
        _offsets = [];
        _codes = [];
        _table.AsSpan().Clear();
        _entries = _bytes = 0;
        _plain = false;
        _lastCode = -1;
        ForgetLately();
        return column;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AppendNew(ulong low, ulong high, int length)
    {
        Span<byte> text = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(text, low);
        BinaryPrimitives.WriteUInt64LittleEndian(text[8..], high);
        Append(text[..length]);
        if (_plain) return;
        if (ReferenceEquals(_lately, Nothing)) _lately = new Lately[Nothing.Length];
        _lately[PlaceOf(low, high)] = new Lately(low, high, _stamp + length, _codes[Length - 1]);
    }

    // The top byte of a product, a place among 256.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong low, ulong high) => (int)(((low ^ (high * 0x9FB21C651E98DF25)) * 0x9E3779B97F4A7C15) >> 56);

    private void ForgetLately()
    {
        if ((_stamp += StampStep) > 0) return;
        _lately.AsSpan().Clear();
        _stamp = StampStep;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AppendCode(int code)
    {
        if (Length == _codes.Length) Buffers.Grow(ref _codes, Length, Length + 1);
        _codes[Length] = code;
    }

    private int Intern(ReadOnlySpan<byte> text)
    {
        var hash = Hash(text);
        if (_lastCode >= 0 && hash == _lastHash && Matches(_lastCode, text)) return _lastCode;
        if (_table.Length < 2 * (_entries + 1)) GrowTable();
        var mask = _table.Length - 1;
        var slot = (int)(hash >> 32) & mask;
        while (_table[slot] != 0)
        {
            var code = _table[slot] - 1;
            if (_hashes[code] == hash && Matches(code, text)) return Remember(hash, code);
            slot = (slot + 1) & mask;
        }

        if (_entries == _hashes.Length) Array.Resize(ref _hashes, Math.Max(64, _entries * 2));
        _hashes[_entries] = hash;
        AddEntry(text);
        _table[slot] = _entries;
        return Remember(hash, _entries - 1);
    }

    private int Remember(ulong hash, int code)
    {
        _lastHash = hash;
        return _lastCode = code;
    }

    private bool Matches(int entry, ReadOnlySpan<byte> text) =>
        text.SequenceEqual(_data.AsSpan(_offsets[entry], _offsets[entry + 1] - _offsets[entry]));

    private void AddEntry(ReadOnlySpan<byte> text)
    {
        EnsureOffset();
        if (_bytes + text.Length > _data.Length) Buffers.Grow(ref _data, _bytes, checked(_bytes + text.Length));
        text.CopyTo(_data.AsSpan(_bytes));
        _bytes += text.Length;
        _entries++;
        _offsets[_entries] = _bytes;
    }

    private void EnsureOffset()
    {
        if (_entries + 2 > _offsets.Length) Buffers.Grow(ref _offsets, _entries == 0 ? 0 : _entries + 1, _entries + 2);
        if (_entries == 0) _offsets[0] = 0;
    }

    private void GrowTable()
    {
        _table = new int[Math.Max(64, _table.Length * 2)];
        for (var code = 0; code < _entries; code++)
        {
            var slot = (int)(_hashes[code] >> 32) & (_table.Length - 1);
            while (_table[slot] != 0) slot = (slot + 1) & (_table.Length - 1);
            _table[slot] = code + 1;
        }
    }

    /// <summary>Turns the codes so far into plain entries, one a row.</summary>
    private void TurnPlain()
    {
        var (data, offsets, codes, rows) = (_data, _offsets, _codes, Length);
        _data = [];
        _offsets = [];
        _codes = [];
        _entries = _bytes = 0;
        _plain = true;
        ForgetLately();
        for (var row = 0; row < rows; row++)
            AddEntry(data.AsSpan(offsets[codes[row]], offsets[codes[row] + 1] - offsets[codes[row]]));
        Buffers.Return(data);
        Buffers.Return(offsets);
        Buffers.Return(codes);
        _table.AsSpan().Clear();
    }

    // A multiply a word: texts are compared in full afterwards, so spread matters and strength does not.
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        const ulong multiplier = 0x9E3779B97F4A7C15;
        var hash = (ulong)text.Length * multiplier;
        while (text.Length >= 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * multiplier;
            hash ^= hash >> 29;
            text = text[8..];
        }

        ulong tail = 0;
        for (var i = 0; i < text.Length; i++) tail |= (ulong)text[i] << (i * 8);
        hash = (hash ^ tail) * multiplier;
        return hash ^ (hash >> 29);
    }

    private record struct Lately(ulong Low, ulong High, int Stamp, int Code);
}
