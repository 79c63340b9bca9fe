using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Rules;

/// <summary>Reads the message of a rule, or another text with values of a row in it, and checks its columns and formats.</summary>
internal sealed class MessageParser(IBinder binder, string path, Schema schema)
{
    private readonly List<MessageTemplate.Part> _parts = [];
    private readonly HashSet<string> _columns = [];
    private bool _hasProblem;

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public MessageTemplate? Parse(string text)
    {
        foreach (var piece in TextWithPlaces.Read(text))
        {
            if (piece.Kind == TextPieceKind.Words) _parts.Add(new MessageTemplate.Part(Encoding.UTF8.GetBytes(piece.Text), -1, null));
            else if (piece.Kind == TextPieceKind.Place) Placeholder(piece.Text);
            else Report($"'{piece.Text}' at character {piece.At} of the text has no counterpart.", "Write {{ or }} for a brace of the text.");
        }

        return _hasProblem ? null : new MessageTemplate(_parts, _columns);
    }

    /// <summary>The rule and its condition, with the values of the columns that the condition reads.</summary>
    public static string Default(string rule, Condition condition)
    {
        var text = new StringBuilder($"{rule}: {condition.Text}".Replace("{", "{{").Replace("}", "}}"));
        // A name with a brace or colon in it cannot be written in a template.
        var columns = condition.Columns.Where(name => name.IndexOfAny(['{', '}', ':']) < 0).ToArray();
        if (columns.Length > 0) text.Append($" ({string.Join(", ", columns.Select(name => $"{name} {{{name}}}"))})");
        return text.ToString();
    }

    private void Placeholder(string inner)
    {
        var colon = inner.IndexOf(':');
        var name = (colon < 0 ? inner : inner[..colon]).Trim();
        var format = colon < 0 ? null : inner[(colon + 1)..];
        var column = binder.RequireColumn(path, name, schema, fits: null, wanted: "");
        _columns.Add(name);
        if (column < 0) _hasProblem = true;
        else if (format is not null && MessageTemplate.WhyNot(schema[column].Type, format) is { } why)
            Report($"the text formats '{name}' with '{format}', but {why}.", "Write {column} alone, or for example {column:F1} for a number, {column:HH:mm:ss} for a time.");
        else _parts.Add(new MessageTemplate.Part([], column, format));
    }

    private void Report(string message, string hint)
    {
        binder.Report(new Problem(ProblemCodes.BadMessage, Severity.Error, binder.At(path), message, hint));
        _hasProblem = true;
    }
}
