namespace StreamGuard.Plugins.Detectors;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>A fit of an input that does not end, or of a run that may begin in the middle.</summary>
    public const string Input = "SG676";

    /// <summary>Options of a fit that do not go together.</summary>
    public const string Options = "SG677";

    /// <summary>A column of a name that is there already.</summary>
    public const string ColumnTaken = "SG678";

    /// <summary>A feature that is no number.</summary>
    public const string Feature = "SG679";
}
