namespace StreamGuard.Core.Decoders.Json;

/// <summary>A step into a record: a member's name, or a place in a list from 0.</summary>
internal readonly record struct FieldStep(string? Name, int Index);

/// <summary>The way from a record to a value in it.</summary>
internal sealed record FieldPath(IReadOnlyList<FieldStep> Steps)
{
    /// <summary>A member of the record itself, whatever its name.</summary>
    public static FieldPath Of(string name) => new([new FieldStep(name, -1)]);

    /// <summary>Reads <c>a.b[0]</c>, or <c>a['b.c']</c> for names that hold dots; null when it is neither.</summary>
    public static FieldPath? Parse(string text)
    {
        var steps = new List<FieldStep>();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (rest[0] == '[')
            {
                if (!TryBracket(ref rest, steps)) return null;
                continue;
            }

            if (steps.Count > 0 && rest[0] != '.') return null;
            if (steps.Count > 0) rest = rest[1..];
            var end = rest.IndexOfAny('.', '[');
            if (end < 0) end = rest.Length;
            if (end == 0) return null;
            steps.Add(new FieldStep(rest[..end].ToString(), -1));
            rest = rest[end..];
        }

        return steps.Count == 0 || steps[0].Name is null ? null : new FieldPath(steps);
    }

    private static bool TryBracket(ref ReadOnlySpan<char> rest, List<FieldStep> steps)
    {
        if (rest.Length > 1 && rest[1] == '\'')
        {
            var quote = rest[2..].IndexOf("']");
            if (quote < 1) return false;
            steps.Add(new FieldStep(rest.Slice(2, quote).ToString(), -1));
            rest = rest[(quote + 4)..];
            return true;
        }

        var end = rest.IndexOf(']');
        if (end < 2 || !int.TryParse(rest[1..end], System.Globalization.NumberStyles.None, null, out var index)) return false;
        steps.Add(new FieldStep(null, index));
        rest = rest[(end + 1)..];
        return true;
    }
}
