namespace StreamGuard.Plugins.Http.Options;

/// <summary>Codes of problems with options that several plugins have; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class HttpCodes
{
    /// <summary>What is no address with http:// or https://, or says who asks.</summary>
    public const string Url = "SG630";

    /// <summary>A secret that stands in the file.</summary>
    public const string SecretInFile = "SG631";

    /// <summary>A header that cannot be sent, or is not the author's to write.</summary>
    public const string Header = "SG632";
}
