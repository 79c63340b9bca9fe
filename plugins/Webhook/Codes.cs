namespace StreamGuard.Plugins.Webhook;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>A template that is no JSON.</summary>
    public const string Template = "SG633";
}
