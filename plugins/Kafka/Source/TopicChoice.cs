namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>The topics that the options ask for.</summary>
internal sealed class TopicChoice(IReadOnlyList<string> topics)
{
    private readonly IReadOnlyList<TopicPattern> _patterns = [.. topics.Select(text => TopicPattern.Parse(text, out _)!)];

    /// <summary>As written, for people.</summary>
    public string Text => string.Join(", ", topics);

    /// <summary>A topic that is named and not there; null when all are.</summary>
    public string? Missing(IReadOnlyDictionary<string, int> there) =>
        _patterns.FirstOrDefault(pattern => !pattern.IsPattern && !there.ContainsKey(pattern.Text))?.Text;

    /// <summary>The topics asked for among those that are there, in order.</summary>
    public IReadOnlyList<string> Of(IReadOnlyDictionary<string, int> there) =>
        [.. there.Keys.Where(topic => _patterns.Any(pattern => pattern.Fits(topic))).Order(StringComparer.Ordinal)];

    /// <exception cref="InvalidDataException">One that is named is not there.</exception>
    public void Require(IReadOnlyDictionary<string, int> there)
    {
        if (Missing(there) is { } missing)
            throw new InvalidDataException($"topic '{missing}' is not there: it was never made, its name is misspelt, or the user may not see it. Make it, or write it as a pattern (/{missing}/) to wait until it comes.");
    }
}
