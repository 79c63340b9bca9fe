using YamlDotNet.Core;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>Puts the parser's errors into words that say how to mend them.</summary>
internal static class YamlErrors
{
    public static (Mark At, string Message, string? Hint) Explain(YamlException error, string[] lines)
    {
        var message = error.Message.EndsWith('.') ? error.Message : error.Message + ".";
        message = $"This is not YAML: {char.ToLowerInvariant(message[0])}{message[1..]}";
        if (message.Contains(" tab", StringComparison.Ordinal) && Tab(lines) is { } tab) return (tab, message, "A tab indents this line; use spaces.");
        var at = (int)error.Start.Line - 1;
        return (error.Start, message, Hint(at >= 0 && at < lines.Length ? lines[at] : "", message));
    }

    /// <summary>The first tab that indents a line.</summary>
    private static Mark? Tab(string[] lines)
    {
        for (var line = 0; line < lines.Length; line++)
        {
            var column = lines[line].AsSpan().IndexOfAnyExcept(' ');
            if (column >= 0 && lines[line][column] == '\t') return new Mark(0, line + 1, column + 1);
        }

        return null;
    }

    private static string? Hint(string line, string message)
    {
        if (line.Contains("${", StringComparison.Ordinal)) return "Inside { } and [ ], write a variable in quotes: \"${NAME}\".";
        if (message.Contains("apping values are not allowed", StringComparison.Ordinal)) return "Put a text that has ': ' in it into quotes.";
        return null;
    }
}
