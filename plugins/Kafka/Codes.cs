namespace StreamGuard.Plugins.Kafka;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>A setting that librdkafka does not know or take, or that is an option's business.</summary>
    public const string Setting = "SG690";

    /// <summary>A password or private key that stands in the file.</summary>
    public const string SecretInFile = "SG691";

    /// <summary>Options of a sink that stand in the way of what it is to guarantee.</summary>
    public const string Delivery = "SG692";

    /// <summary>What can be no topic's name and is no pattern of names.</summary>
    public const string Topic = "SG695";

    /// <summary>A start or until that is no place in a topic.</summary>
    public const string Place = "SG696";

    /// <summary>A column of metadata that no message has.</summary>
    public const string Metadata = "SG697";
}
