using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The names of a record's wanted members, found by their first seven bytes, or those before the closing quote. As
/// writers leave no space before the colon, one comparison tells the name, its quotes and the colon.
/// </summary>
internal sealed class KeyTable
{
    // With one more behind them that is nobody's: its empty literal stands anywhere, and so ends each search.
    private readonly Key[] _keys;
    private readonly Key[] _places = new Key[256];
    private readonly ulong _multiplier;

    private KeyTable(Key[] keys)
    {
        _keys = [.. keys, new Key { Index = -1, Column = -1 }];
        _multiplier = FindMultiplier();
    }

    /// <summary>All names; null when there are more than a word has bits.</summary>
    public static KeyTable? Of(IReadOnlyList<ColumnSpec> columns, FieldTree fields)
    {
        if (columns.Count > 64) return null;
        var keys = fields.Members.Select(member => KeyOf(member.Name, member.Child, columns)).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            var next = Array.FindIndex(keys, i + 1, other => other.Word == keys[i].Word);
            (keys[i].Index, keys[i].Next) = (i, next < 0 ? keys.Length : next);
        }

        return new KeyTable(keys);
    }

    /// <summary>The wanted members.</summary>
    public ReadOnlySpan<Key> Keys => _keys.AsSpan(0, _keys.Length - 1);

    public ref readonly Key this[int index] => ref _keys[index];

    /// <summary>
    /// The key whose name in quotes and colon stand here, if any does: its literal tells. If not, the next one may
    /// stand there; at last comes a key without column, whose literal is empty.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref readonly Key Likely(ref byte name) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_places), PlaceOf(WordOf(Swar.Word(ref name, 1)), _multiplier));

    /// <summary>
    /// From a name's quote to what follows the colon, however it is written; -1 when it has escapes or is none. Gives
    /// the key as well, -1 when nobody wants it.
    /// </summary>
    public int FindAny(ref byte data, int at, out int index)
    {
        index = -1;
        if (Unsafe.Add(ref data, at) != '"') return -1;
        var end = Scan.SkipText(ref data, ++at);
        if (end < 0) return -1;
        var name = Scan.Span(ref data, at, end);
        ref readonly var key = ref Likely(ref Unsafe.Add(ref data, at - 1));
        while (key.Index >= 0 && !name.SequenceEqual(key.Name)) key = ref _keys[key.Next];
        index = key.Index;
        at = Skip.Space(ref data, end + 1);
        return Unsafe.Add(ref data, at) == ':' ? at + 1 : -1;
    }

    private static Key KeyOf(byte[] name, FieldTree node, IReadOnlyList<ColumnSpec> columns)
    {
        byte[] literal = [(byte)'"', .. name, (byte)'"', (byte)':'];
        var isPlain = node.IsLeaf && node.Columns.Length == 1;
        return new Key
        {
            Name = name,
            Literal = new Literal(literal),
            Word = WordOf(BitConverter.ToUInt64([.. literal[1..], 0, 0, 0, 0, 0, 0])),
            Column = isPlain ? node.Columns[0] : -1,
            Bit = isPlain ? 1UL << node.Columns[0] : 0,
            Kind = isPlain ? FieldKinds.Of(columns[node.Columns[0]]) : FieldKind.Other,
        };
    }

    /// <summary>The bytes before the first quote, or seven where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong WordOf(ulong word)
    {
        var quotes = word ^ 0x2222222222222222;
        var found = (quotes - 0x0101010101010101) & ~quotes & 0x8080808080808080;
        return word & (found ^ (found - 1)) >> 8;
    }

    /// <summary>The top byte of a product, a place among 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong word, ulong multiplier) => (int)((word * multiplier) >> 56);

    private ulong FindMultiplier()
    {
        // Few keys in four times as many places: a multiplier without collisions turns up within some tries.
        var random = new Random(1);
        while (true)
        {
            var multiplier = (ulong)random.NextInt64() | 1;
            Array.Fill(_places, _keys[^1]);
            if (TryPlace(multiplier)) return multiplier;
        }
    }

    private bool TryPlace(ulong multiplier)
    {
        // From the last on, so that the first of those with one word gets the place and leads to the others.
        for (var i = _keys.Length - 2; i >= 0; i--)
        {
            ref var place = ref _places[PlaceOf(_keys[i].Word, multiplier)];
            if (place.Index >= 0 && _keys[i].Next != place.Index) return false;
            place = _keys[i];
        }

        return true;
    }

    /// <summary>A wanted member. Fields, since a property would copy the literal for each comparison.</summary>
    internal struct Key
    {
        public byte[] Name;

        /// <summary>The name in quotes and the colon.</summary>
        public Literal Literal;

        /// <summary>What it is found by.</summary>
        public ulong Word;

        /// <summary>Its own number; -1 where there is none.</summary>
        public int Index;

        /// <summary>The next key that is found by the same word, or nobody's.</summary>
        public int Next;

        /// <summary>Where the value goes; -1 when only the reader knows.</summary>
        public int Column;

        /// <summary>The column's bit; 0 when only the reader knows.</summary>
        public ulong Bit;

        public FieldKind Kind;
    }
}
