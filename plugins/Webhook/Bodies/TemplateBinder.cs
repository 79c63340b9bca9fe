using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Webhook.Bodies;

/// <summary>Reads a template: first as JSON, then each of its texts for the columns in it.</summary>
internal sealed class TemplateBinder(SinkBinding binding)
{
    private const string Option = "template";

    private readonly List<TemplateBody.Part> _parts = [];
    private readonly StringBuilder _literal = new();
    private bool _hasProblem;

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public IBody? Bind(string template)
    {
        try
        {
            using var json = JsonDocument.Parse(template);
            Add(json.RootElement);
        }
        catch (JsonException cause)
        {
            binding.Error(Codes.Template, Option, $"template is no JSON: in line {cause.LineNumber + 1}, at byte {cause.BytePositionInLine + 1}, it cannot be read on.",
                """Write columns within texts: template: '{"text": "{message}", "score": "{score}"}'.""");
            return null;
        }

        EndLiteral();
        return _hasProblem ? null : new TemplateBody(_parts, binding.RowText(binding.Input));
    }

    private void Add(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AddAll('{', value.EnumerateObject(), '}', member =>
                {
                    _literal.Append(Quoted(member.Name)).Append(':');
                    Add(member.Value);
                });
                break;
            case JsonValueKind.Array:
                AddAll('[', value.EnumerateArray(), ']', Add);
                break;
            case JsonValueKind.String:
                AddText(value.GetString()!);
                break;
            default:
                _literal.Append(value.GetRawText());
                break;
        }
    }

    private void AddAll<T>(char open, IEnumerable<T> items, char close, Action<T> add)
    {
        _literal.Append(open);
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst) _literal.Append(',');
            isFirst = false;
            add(item);
        }

        _literal.Append(close);
    }

    private void AddText(string text)
    {
        if (text.AsSpan().IndexOfAny('{', '}') < 0)
        {
            _literal.Append(Quoted(text));
            return;
        }

        EndLiteral();
        if (ColumnAlone(text) is { } name)
        {
            var column = binding.RequireColumn(Option, name, binding.Input);
            _hasProblem |= column < 0;
            _parts.Add(new TemplateBody.Part([], column));
            return;
        }

        var words = binding.Template(Option, text, binding.Input);
        _hasProblem |= words is null;
        _parts.Add(new TemplateBody.Part([], Words: words));
    }

    /// <summary>The column of a text that is nothing else: {score}.</summary>
    private static string? ColumnAlone(string text)
    {
        var inner = text.Length > 2 && text[0] == '{' && text[^1] == '}' ? text[1..^1] : "";
        return inner.Length == 0 || inner.AsSpan().IndexOfAny("{}:") >= 0 ? null : inner.Trim();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private void EndLiteral()
    {
        if (_literal.Length > 0) _parts.Add(new TemplateBody.Part(Encoding.UTF8.GetBytes(_literal.ToString())));
        _literal.Clear();
    }
}
