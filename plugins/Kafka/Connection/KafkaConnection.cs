using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Connection;

/// <summary>Where a cluster is and how its client is set up: the options that source and sink have in common.</summary>
public abstract record KafkaConnection
{
    /// <summary>Brokers as host:port; one is enough, the others are learned from it.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Brokers { get; init; }

    /// <summary>
    /// Settings of librdkafka by their own names, for security and whatever has no option here: security.protocol:
    /// sasl_ssl. Passwords and private keys come from the environment, sasl.password: ${NAME}, or from a file whose path
    /// stands under the name with _file behind it.
    /// </summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
