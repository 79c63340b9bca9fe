namespace StreamGuard.Plugins.Kafka.Cluster;

/// <summary>What a writer must know of a topic.</summary>
/// <param name="Missing">Why it cannot be written to; null when it can.</param>
/// <param name="LargestBatch">Largest batch of messages in bytes, after packing; the broker refuses a larger one.</param>
internal sealed record TopicFacts(string? Missing, int LargestBatch);
