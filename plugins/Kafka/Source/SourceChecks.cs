using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>What is wrong with a source's options, as far as no cluster need be asked.</summary>
internal static class SourceChecks
{
    public static void Check(SourceBinding binding, KafkaSourceOptions options)
    {
        for (var i = 0; i < options.Topics.Count; i++)
            if (TopicPattern.Parse(options.Topics[i], out var problem) is null)
                binding.Error(Codes.Topic, $"topics[{i}]", problem!, "Write a name, a pattern such as sensors-*, or a regular expression between slashes, /sensors-(a|b)/.");
        if (options.Start.IsLastRun && options.Until is null)
            binding.Error(Codes.Place, "start", "start: last_run is for a read that ends, and there is no until.", "Write until: latest; a read without end goes on where its group was in any case.");
        if (options.Start.At is not ("earliest" or "latest" or "last_run")) RequireTime(binding, "start", options.Start.At, "earliest, latest, last_run, a time such as 2025-11-08T14:30:00Z, or { offsets: { topic: [0, 0] } }");
        CheckOffsets(binding, "start.offsets", options.Start.Offsets, options);
        if (options.Until is not { } until) return;
        if (until.At != "latest") RequireTime(binding, "until", until.At, "latest, a time such as 2025-11-08T14:30:00Z, { messages: 1000 }, or { offsets: { topic: [100, 100] } }");
        CheckOffsets(binding, "until.offsets", until.Offsets, options);
    }

    /// <summary>The columns of metadata that are what they should be; the others are reported.</summary>
    public static IReadOnlyList<MetadataColumn> Columns(SourceBinding binding, KafkaSourceOptions options)
    {
        var columns = new List<MetadataColumn>();
        foreach (var (name, text) in options.Metadata)
        {
            if (MetadataColumn.Parse(name, text) is { } column) columns.Add(column);
            else
                binding.Error(Codes.Metadata, $"metadata.{name}", $"a message has no '{text}'.",
                    binding.Meant(text, MetadataColumn.Words) ?? $"It has {string.Join(", ", MetadataColumn.Words)}.");
        }

        return columns;
    }

    private static void RequireTime(SourceBinding binding, string path, string text, string instead)
    {
        if (!Timestamps.TryParse(text, out _)) binding.Error(Codes.Place, path, $"{path} is no place in a topic, got '{text}'.", $"Write {instead}.");
    }

    private static void CheckOffsets(SourceBinding binding, string path, IReadOnlyDictionary<string, IReadOnlyList<long>> offsets, KafkaSourceOptions options)
    {
        var patterns = options.Topics.Select(topic => TopicPattern.Parse(topic, out _)).OfType<TopicPattern>().ToList();
        foreach (var (topic, each) in offsets)
        {
            if (!patterns.Exists(pattern => pattern.Fits(topic)))
                binding.Error(Codes.Place, $"{path}.{topic}", $"{path} names '{topic}', which is none of the topics.", binding.Meant(topic, options.Topics));
            if (each.Any(offset => offset < 0))
                binding.Error(Codes.Place, $"{path}.{topic}", $"{path}.{topic} has an offset below 0.", "Offsets count from 0, one for each partition in order.");
        }
    }
}
