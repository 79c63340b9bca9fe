using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Host.Http.Taps;

/// <summary>Takes out of rows what is not to be seen: whole columns by name, and secrets of the pipeline wherever they stand.</summary>
internal sealed class RowMask(IEnumerable<string> columns, IEnumerable<string> secrets)
{
    private const string Masked = ColumnMask.Masked;

    private readonly ColumnMask _columns = new(columns);
    // The longest first: one may stand in another.
    private readonly string[] _secrets = [.. secrets.OrderByDescending(secret => secret.Length)];

    /// <param name="plan">Whose secrets are meant; null for none.</param>
    /// <param name="columns">Columns to mask.</param>
    public static RowMask Of(Plan? plan, IEnumerable<string> columns) => new(columns, plan is null ? [] : PlanSecrets.Of(plan));

    /// <summary>A value of a column as it may be seen.</summary>
    public object? Value(string column, object? value) => value switch
    {
        null => null,
        _ when _columns.Hides(column) => Masked,
        string text => Text(text),
        object?[] list => list.Select(item => Value(column, item)).ToArray(),
        _ => value,
    };

    /// <summary>The row's values with what is masked replaced.</summary>
    public object?[] Values(Schema schema, object?[] values)
    {
        if (schema == DeadLetterSchema.Instance && !_columns.IsEmpty) return [.. values.Select((value, i) => Letter(schema[i].Name, value))];
        var hidden = _columns.Hidden(values.Select((value, i) => (schema[i].Name, value)));
        return [.. values.Select((value, i) => Without(Value(schema[i].Name, value), hidden))];
    }

    /// <summary>A text without the secrets.</summary>
    public string Text(string text)
    {
        foreach (var secret in _secrets)
            if (text.Contains(secret, StringComparison.Ordinal)) text = text.Replace(secret, Masked, StringComparison.Ordinal);
            else if (IsHidden(text, secret)) return Masked;
        return text;
    }

    private static object? Without(object? value, IReadOnlyList<string> hidden) => value switch
    {
        string text => ColumnMask.Text(text, hidden),
        object?[] list => list.Select(item => Without(item, hidden)).ToArray(),
        _ => value,
    };

    /// <summary>The bytes of a record that was refused may hold any column, and what is particular to its reason may be a value.</summary>
    private object? Letter(string column, object? value) => (column, value) switch
    {
        ("raw" or "raw_base64", string) => Masked,
        ("reason", string reason) when DeadLetterSchema.KindOf(reason) is var kind && kind.Length < reason.Length => $"{Text(kind)}: {Masked}",
        _ => Value(column, value),
    };

    /// <summary>It stands in bytes that are shown in base 64, whole or as far as a tap has kept them.</summary>
    private static bool IsHidden(string text, string secret)
    {
        var kept = text.AsSpan().TrimEnd('…');
        kept = kept[..(kept.Length & ~3)];
        if (kept.Length < secret.Length) return false;
        var bytes = new byte[kept.Length];
        return Convert.TryFromBase64Chars(kept, bytes, out var length) && bytes.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0;
    }
}
