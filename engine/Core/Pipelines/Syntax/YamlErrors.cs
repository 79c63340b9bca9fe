using YamlDotNet.Core;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>Puts the parser's errors into words that say how to mend them.</summary>
internal static class YamlErrors
{
    public static (string Message, string? Hint) Explain(YamlException error, string[] lines)
    {
        var at = (int)error.Start.Line - 1;
        var line = at >= 0 && at < lines.Length ? lines[at] : "";
        var message = error.InnerException?.Message ?? error.Message;
        if (!message.EndsWith('.')) message += ".";
        return ($"This is not YAML: {message}", Hint(line, message));
    }

    private static string? Hint(string line, string message)
    {
        var indent = line.AsSpan(0, Math.Max(0, line.AsSpan().IndexOfAnyExcept(" \t")));
        if (indent.Contains('\t')) return "A tab indents this line; use spaces.";
        if (line.Contains("${", StringComparison.Ordinal)) return "Inside { } and [ ], write a variable in quotes: \"${NAME}\".";
        if (message.Contains("apping values are not allowed", StringComparison.Ordinal)) return "Put a text that has ': ' in it into quotes.";
        return null;
    }
}
