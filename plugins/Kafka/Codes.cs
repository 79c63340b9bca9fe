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
}
