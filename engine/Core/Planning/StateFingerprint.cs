using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Planning;

/// <summary>
/// A short text that is the same for as long as saved state fits, whatever program or machine made it: a hash of what
/// the state is written for.
/// </summary>
internal static class StateFingerprint
{
    /// <summary>The same of what is asked for then: a run without checkpoints never does.</summary>
    public static Lazy<string> Later(Func<IEnumerable<string?>> parts) => new(() => Of(parts()));

    public static string Of(params IEnumerable<string?> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            // Its length goes ahead, so that 'ab', 'c' is not 'a', 'bc'; null is none.
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>An options record as text, its properties by name, those of nested records included.</summary>
    public static string Text(object? options)
    {
        var text = new StringBuilder();
        Append(text, options);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append('~');
                break;
            case string words:
                text.Append('"').Append(words.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
                break;
            case IEnumerable list:
                text.Append('[');
                foreach (var item in list) Append(text, "", item);
                text.Append(']');
                break;
            case ColumnType or ValueType when !IsPair(value):
                text.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            default:
                AppendProperties(text, value);
                break;
        }
    }

    private static bool IsPair(object value) => value.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>);

    private static void Append(StringBuilder text, string key, object? value)
    {
        text.Append(key).Append('=');
        Append(text, value);
        text.Append(';');
    }

    private static void AppendProperties(StringBuilder text, object record)
    {
        text.Append('{');
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.Name, StringComparer.Ordinal))
            if (property.GetIndexParameters().Length == 0) Append(text, property.Name, property.GetValue(record));
        text.Append('}');
    }
}
