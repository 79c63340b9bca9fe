using System.Collections;
using System.Reflection;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Planning;

/// <summary>The secrets that a pipeline was given, so that they can be taken out of what is shown.</summary>
public static class PlanSecrets
{
    // Shorter ones stand in rows by chance.
    private const int Shortest = 4;

    /// <summary>Values of options that are secrets; of a connection string its password too.</summary>
    public static IReadOnlySet<string> Of(Plan plan)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var definition in plan.Nodes.Select(node => node.Definition).Append(plan.DeadLetters).OfType<ComponentDefinition>())
        {
            Collect(definition.Options.Value, found, 0);
            if ((definition as SourceDefinition)?.Decoder is { } decoder) Collect(decoder.Options.Value, found, 0);
        }

        return found;
    }

    private static void Collect(object? value, HashSet<string> found, int depth)
    {
        if (value is null or string or ValueType || depth > 8) return;
        if (value is IEnumerable items)
        {
            foreach (var item in items) Collect(item is DictionaryEntry pair ? pair.Value : ValueOf(item), found, depth + 1);
            return;
        }

        if (value.GetType().Namespace?.StartsWith("StreamGuard", StringComparison.Ordinal) != true) return;
        foreach (var option in new OptionsShape(value.GetType()).Options)
        {
            var held = option.Property.GetValue(value);
            if (option.IsSecret && held is string secret) Add(secret, found);
            else Collect(held, found, depth + 1);
        }
    }

    /// <summary>The value of an entry of a dictionary, or the item itself.</summary>
    private static object? ValueOf(object? item) =>
        item?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) ? type.GetProperty("Value", BindingFlags.Public | BindingFlags.Instance)!.GetValue(item) : item;

    private static void Add(string secret, HashSet<string> found)
    {
        if (secret.Length >= Shortest) found.Add(secret);
        foreach (var part in secret.Split(';', StringSplitOptions.TrimEntries))
            if (part.IndexOf('=') is > 0 and var at && part[..at].Trim().ToLowerInvariant() is "password" or "pwd" or "passwd" && part.Length - at - 1 >= Shortest)
                found.Add(part[(part.IndexOf('=') + 1)..].Trim());
    }
}
