using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

/// <summary>The topic of each row, and what is known of those met so far.</summary>
/// <param name="topics">Asks the cluster.</param>
/// <param name="topic">Where rows go that name none.</param>
/// <param name="column">Column that names the topic; -1 for none.</param>
/// <param name="clock">The one clock.</param>
internal sealed class TopicRouter(Topics topics, string topic, int column, TimeProvider clock)
{
    private const int LongestName = 249;
    private const int MostMissing = 10_000;

    // One that is not there may be made while the pipeline runs.
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(30);

    private readonly Dictionary<string, TopicFacts> _known = [];
    private readonly Dictionary<string, (TopicFacts Facts, long Asked)> _missing = [];
    private byte[] _lastText = [];
    private string _lastName = "";
    private (string Name, TopicFacts? Facts) _lastKnown = ("", null);

    public string TopicOf(Batch batch, int row)
    {
        if (column < 0 || batch[column].IsNull(row)) return topic;
        var text = batch.Text(column)[row];
        if (!text.SequenceEqual(_lastText)) (_lastText, _lastName) = (text.ToArray(), Encoding.UTF8.GetString(text));
        return _lastName;
    }

    /// <summary>What is known of the topic without asking.</summary>
    public TopicFacts? Known(string name)
    {
        if (_lastKnown.Facts is null || !ReferenceEquals(name, _lastKnown.Name)) _lastKnown = (name, _known.GetValueOrDefault(name));
        return _lastKnown.Facts;
    }

    /// <exception cref="RetryableException">No broker answers.</exception>
    public async Task<TopicFacts> FindAsync(string name, CancellationToken stop)
    {
        if (!IsName(name)) return new TopicFacts("not a name of a topic", 0);
        if (_missing.TryGetValue(name, out var missing) && clock.GetElapsedTime(missing.Asked) < AskAgain) return missing.Facts;
        var facts = await topics.FindAsync(name, stop).ConfigureAwait(false);
        if (facts.Missing is null)
        {
            _known[name] = facts;
            return facts;
        }

        if (_missing.Count >= MostMissing) _missing.Clear();
        _missing[name] = (facts, clock.GetTimestamp());
        return facts;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name is not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}
