namespace StreamGuard.Core.Decoders;

/// <summary>What stands between the cells of a line.</summary>
public enum Delimiter
{
    /// <summary><c>,</c></summary>
    Comma,

    /// <summary>A tab stop.</summary>
    Tab,

    /// <summary><c>;</c></summary>
    Semicolon,
}

internal static class Delimiters
{
    public static byte Byte(this Delimiter delimiter) => delimiter switch
    {
        Delimiter.Tab => (byte)'\t',
        Delimiter.Semicolon => (byte)';',
        _ => (byte)',',
    };
}
