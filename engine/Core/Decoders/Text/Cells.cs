using System.Text;

namespace StreamGuard.Core.Decoders.Text;

/// <summary>Values as the cells of tables write them, spaces around them left out.</summary>
internal static class Cells
{
    /// <summary>A float, or <c>nan</c>, <c>inf</c>, <c>infinity</c> in any case, with a sign or none.</summary>
    public static bool TryFloat(ReadOnlySpan<byte> cell, out double value)
    {
        cell = cell.Trim((byte)' ');
        if (Numbers.TryFloat(cell, out value)) return true;
        var word = cell.Length > 0 && cell[0] is (byte)'-' or (byte)'+' ? cell[1..] : cell;
        if (Ascii.EqualsIgnoreCase(word, "nan"u8)) value = double.NaN;
        else if (Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8)) value = cell[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        else return false;
        return true;
    }

    public static bool TryInt(ReadOnlySpan<byte> cell, out long value) => Numbers.TryInt(cell.Trim((byte)' '), out value);

    /// <summary><c>true</c> or <c>false</c> in any case.</summary>
    public static bool TryBool(ReadOnlySpan<byte> cell, out bool value)
    {
        cell = cell.Trim((byte)' ');
        value = Ascii.EqualsIgnoreCase(cell, "true"u8);
        return value || Ascii.EqualsIgnoreCase(cell, "false"u8);
    }

    /// <summary>A cell as a reason quotes it: not more than its first 60 bytes.</summary>
    public static string Quote(ReadOnlySpan<byte> cell) => cell.Length <= 60 ? $"'{Encoding.UTF8.GetString(cell)}'" : $"'{Encoding.UTF8.GetString(cell[..60])}…'";
}
