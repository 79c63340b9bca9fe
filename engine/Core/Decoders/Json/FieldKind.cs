using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>What the fast ways through a record do with a value.</summary>
internal enum FieldKind : byte
{
    Text,
    Int,
    Float,
    Time,
    Bool,

    /// <summary>Nobody wants it.</summary>
    SkipText,

    /// <summary>The same for numbers.</summary>
    SkipNumber,

    /// <summary>The same for true, false and null.</summary>
    SkipWord,

    /// <summary>Only the reader knows how.</summary>
    Other,
}

internal static class FieldKinds
{
    public static FieldKind Of(ColumnSpec column) => column.Type.Kind switch
    {
        Kind.String => FieldKind.Text,
        Kind.Int => FieldKind.Int,
        Kind.Float => FieldKind.Float,
        Kind.Timestamp when column.Unit is null => FieldKind.Time,
        Kind.Bool => FieldKind.Bool,
        _ => FieldKind.Other,
    };

    /// <summary>The value begins behind a quote.</summary>
    public static bool IsQuoted(this FieldKind kind) => kind is FieldKind.Text or FieldKind.Time or FieldKind.SkipText;
}
