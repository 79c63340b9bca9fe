using System.Text.RegularExpressions;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>A topic's name, a pattern with <c>*</c> and <c>?</c>, or a regular expression between slashes, each for whole names.</summary>
internal sealed class TopicPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Regex? _regex;

    private TopicPattern(string text, Regex? regex) => (Text, _regex) = (text, regex);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>It is no name: topics that fit may come later.</summary>
    public bool IsPattern => _regex is not null;

    /// <summary>Null when it can be no topic's name and is no pattern; then <paramref name="problem"/> says why.</summary>
    public static TopicPattern? Parse(string text, out string? problem)
    {
        problem = null;
        try
        {
            if (text.Length > 2 && text[0] == '/' && text[^1] == '/') return new TopicPattern(text, WholeName(new Regex(text[1..^1]).ToString()));
            if (text.AsSpan().ContainsAny('*', '?'))
                return new TopicPattern(text, WholeName(Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)));
        }
        catch (ArgumentException cause)
        {
            problem = $"'{text}' is no regular expression: {cause.Message}";
            return null;
        }

        if (text.Length is > 0 and <= 249 && text is not ("." or "..") && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
            return new TopicPattern(text, null);
        problem = $"'{text}' can be no topic's name.";
        return null;
    }

    private static Regex WholeName(string pattern) => new($"^(?:{pattern})$", RegexOptions.CultureInvariant, Patience);

    /// <summary>Topics of Kafka's own, which begin with two underscores, fit only where that is written.</summary>
    public bool Fits(string topic)
    {
        if (_regex is null) return topic == Text;
        return _regex.IsMatch(topic) && (!topic.StartsWith("__", StringComparison.Ordinal) || Text.TrimStart('/', '^').StartsWith("__", StringComparison.Ordinal));
    }
}
