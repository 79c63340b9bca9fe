using System.Numerics;
using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The names of a record's wanted members, found by their first seven bytes, or those before the closing quote. As compact writers
/// leave no space before the colon, one comparison tells the name, its quote and the colon.
/// </summary>
internal sealed class KeyTable
{
    private readonly Key[] _keys;
    private readonly sbyte[] _places;
    private readonly ulong _multiplier;
    private readonly int _shift;

    private KeyTable(Key[] keys)
    {
        _keys = keys;
        var bits = BitOperations.Log2((uint)Math.Max(2, keys.Length)) + 2;
        _shift = 64 - bits;
        _places = new sbyte[1 << bits];
        _multiplier = FindMultiplier();
    }

    /// <summary>All names; null when there are more than the cursor can tell apart.</summary>
    public static KeyTable? Of(IReadOnlyList<ColumnSpec> columns, FieldTree fields)
    {
        if (columns.Count > 64) return null;
        var keys = fields.Members.Select(member => KeyOf(member.Name, member.Child, columns)).ToArray();
        for (var i = 0; i < keys.Length; i++)
            keys[i].Next = Array.FindIndex(keys, i + 1, other => other.Word == keys[i].Word);
        return new KeyTable(keys);
    }

    public ref readonly Key this[int index] => ref _keys[index];

    /// <summary>The key whose name, quote and colon stand at a place; -1 when none does, or it is written another way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ref byte data, int at)
    {
        var word = WordOf(Swar.Word(ref data, at));
        int place = _places[(int)((word * _multiplier) >> _shift)];
        while (place >= 0 && !_keys[place].Literal.Is(ref data, at)) place = _keys[place].Next;
        return place;
    }

    /// <summary>The key of a plain name; -1 when nobody wants it.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _keys.Length; i++)
            if (name.SequenceEqual(_keys[i].Name)) return i;
        return -1;
    }

    private static Key KeyOf(byte[] name, FieldTree node, IReadOnlyList<ColumnSpec> columns)
    {
        byte[] literal = [.. name, (byte)'"', (byte)':'];
        var isPlain = node.IsLeaf && node.Columns.Length == 1;
        return new Key
        {
            Name = name,
            Literal = new Literal(literal),
            Word = WordOf(BitConverter.ToUInt64([.. literal, 0, 0, 0, 0, 0, 0])),
            Column = isPlain ? node.Columns[0] : -1,
            Kind = isPlain ? FieldKinds.Of(columns[node.Columns[0]]) : FieldKind.Other,
        };
    }

    /// <summary>The bytes before the first quote, or seven where there is none.</summary>
    private static ulong WordOf(ulong word)
    {
        var quotes = word ^ 0x2222222222222222;
        var found = (quotes - 0x0101010101010101) & ~quotes & 0x8080808080808080;
        return word & (found ^ (found - 1)) >> 8;
    }

    private ulong FindMultiplier()
    {
        // Few keys in four times as many places: a multiplier without collisions turns up within some tries.
        var random = new Random(1);
        while (true)
        {
            var multiplier = (ulong)random.NextInt64() | 1;
            Array.Fill(_places, (sbyte)-1);
            if (TryPlace(multiplier)) return multiplier;
        }
    }

    private bool TryPlace(ulong multiplier)
    {
        // From the last on, so that the first of those with one word gets the place and leads to the others.
        for (var i = _keys.Length - 1; i >= 0; i--)
        {
            ref var place = ref _places[(int)((_keys[i].Word * multiplier) >> _shift)];
            if (place >= 0 && _keys[i].Next != place) return false;
            place = (sbyte)i;
        }

        return true;
    }

    /// <summary>A wanted member. Fields, since a property would copy the literal for each comparison.</summary>
    internal struct Key
    {
        public byte[] Name;

        /// <summary>The name, its closing quote and the colon.</summary>
        public Literal Literal;

        /// <summary>What it is found by.</summary>
        public ulong Word;

        /// <summary>The next key that is found by the same word; -1 when there is none.</summary>
        public int Next;

        /// <summary>Where the value goes; -1 when only the reader knows.</summary>
        public int Column;

        public FieldKind Kind;
    }
}
