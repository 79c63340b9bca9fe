namespace StreamGuard.Plugins.Influx;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>What is no server's address, or says more than that.</summary>
    public const string Url = "SG670";

    /// <summary>A token or password that stands in the file.</summary>
    public const string SecretInFile = "SG671";

    /// <summary>Options that do not go together, or one that is of use only beside another.</summary>
    public const string Options = "SG672";

    /// <summary>What cannot be a part of a point.</summary>
    public const string Point = "SG673";

    /// <summary>Points without a time of their own cannot be written exactly once.</summary>
    public const string Delivery = "SG674";
}
