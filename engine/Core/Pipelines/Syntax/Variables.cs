using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>
/// Puts variables of the environment into scalars: <c>${NAME}</c>, and <c>${NAME:-default}</c>, whose default stands
/// for a variable that is not set or empty and may hold variables itself. <c>$$</c> is a dollar sign. What comes of it
/// is typed as if it had been written plain.
/// </summary>
internal sealed class Variables(Func<string, string?> environment, Problems problems)
{
    private bool _failed;

    public Node Substitute(Node node) => node switch
    {
        ScalarNode scalar => Substitute(scalar),
        ListNode list => new ListNode(list.At, [.. list.Items.Select(Substitute)]),
        MapNode map => new MapNode(map.At, [.. map.Entries.Select(entry => entry with { Value = Substitute(entry.Value) })]),
        _ => node,
    };

    /// <summary>A value in the node is not known.</summary>
    public static bool LeftUnknown(Node node) => node switch
    {
        ScalarNode scalar => scalar.IsUnknown,
        ListNode list => list.Items.Any(LeftUnknown),
        MapNode map => map.Entries.Any(entry => LeftUnknown(entry.Value)),
        _ => false,
    };

    private ScalarNode Substitute(ScalarNode scalar)
    {
        if (!scalar.Text.Contains('$', StringComparison.Ordinal)) return scalar;
        _failed = false;
        var text = Expand(scalar.Text, 0, scalar.Text.Length, scalar.At, out var found);
        return found
            ? new ScalarNode(scalar.At, text, ScalarStyle.Plain) { Template = scalar.Text, IsUnknown = _failed }
            : new ScalarNode(scalar.At, text, scalar.Style);
    }

    private string Expand(string text, int from, int to, Location at, out bool found)
    {
        found = false;
        var result = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var next = i + 1 < to ? text[i + 1] : ' ';
            if (text[i] != '$' || next is not ('$' or '{')) result.Append(text[i]);
            else if (next == '$') result.Append(text[i++]);
            else
            {
                found = true;
                var end = ClosingBrace(text, i + 2, to);
                result.Append(end < 0 ? Malformed(text[i..to], at.Shift(i)) : Value(text, i + 2, end, at));
                i = end < 0 ? to : end;
            }
        }

        return result.ToString();
    }

    private static int ClosingBrace(string text, int from, int to)
    {
        var depth = 1;
        for (var i = from; i < to; i++)
        {
            if (text[i] == '{' && text[i - 1] == '$') depth++;
            if (text[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }

    private string Value(string text, int from, int end, Location at)
    {
        var colon = text.IndexOf(":-", from, end - from, StringComparison.Ordinal);
        var name = text[from..(colon < 0 ? end : colon)];
        if (!IsName(name)) return Malformed(text[(from - 2)..(end + 1)], at.Shift(from - 2));
        var value = environment(name);
        if (colon >= 0) return string.IsNullOrEmpty(value) ? Expand(text, colon + 2, end, at, out _) : value;
        if (value is not null) return value;
        _failed = true;
        problems.Error(
            ProblemCodes.VariableNotSet, at.Shift(from - 2), $"The variable {name} is not set.",
            $"Set it in the environment, or give a default: ${{{name}:-value}}.");
        return "";
    }

    private string Malformed(string text, Location at)
    {
        // A default may be a secret, so only what stands before it is shown.
        _failed = true;
        text = text.Split(':', '-', '}')[0];
        problems.Error(
            ProblemCodes.MalformedVariable, at, $"'{text}' begins no variable.",
            "Write ${NAME} or ${NAME:-default}; $$ is a dollar sign.");
        return "";
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
