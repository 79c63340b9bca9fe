namespace StreamGuard.Core.Pipelines;

/// <summary>Codes of what speaks HTTP to somebody: the plugins Webhook and Analyst.</summary>
public static partial class ProblemCodes
{
    /// <summary>What is no address with http:// or https://, or says who asks.</summary>
    public const string HttpUrl = "SG630";

    /// <summary>A secret that stands in the pipeline file.</summary>
    public const string HttpSecretInFile = "SG631";

    /// <summary>A header that cannot be sent, or is not the author's to write.</summary>
    public const string HttpHeader = "SG632";

    /// <summary>A template of a webhook that is no JSON.</summary>
    public const string WebhookTemplate = "SG633";

    /// <summary>A template of a question with a brace without counterpart, or a place for what is not there.</summary>
    public const string AnalyzeTemplate = "SG640";

    /// <summary>A column of what is analysed has the name of one of the answer.</summary>
    public const string AnalyzeColumnTaken = "SG641";

    /// <summary>Options of an analysis that do not go together, or one that is of use only beside another.</summary>
    public const string AnalyzeOptions = "SG642";

    /// <summary>Inputs that an analysis cannot take.</summary>
    public const string AnalyzeInputs = "SG643";
}
