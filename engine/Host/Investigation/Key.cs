namespace StreamGuard.Host.Investigation;

/// <summary>Whom an investigation is about: the rows that have this value in this column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Value">Its value as text.</param>
internal sealed record Key(string Column, string Value)
{
    /// <summary>What the rows of the key have in common, as SQL.</summary>
    public string Condition => $"{Expression} = {Sql.Text(Value)}";

    /// <summary>The key of a row as text, in SQL.</summary>
    public string Expression => $"cast({Sql.Name(Column)} as varchar)";

    public override string ToString() => $"{Column}={Value}";

    /// <summary>Of <c>user=alice</c>; null when it is not of that form.</summary>
    public static Key? Parse(string text) => text.IndexOf('=') is > 0 and var at ? new Key(text[..at].Trim(), text[(at + 1)..]) : null;
}

/// <summary>Names and values inside a question.</summary>
internal static class Sql
{
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
