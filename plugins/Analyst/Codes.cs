namespace StreamGuard.Plugins.Analyst;

/// <summary>Codes of this plugin's problems; the list of all, Core's ProblemCodes, has them too.</summary>
internal static class Codes
{
    /// <summary>A template with a brace without counterpart, or a place for what is not there.</summary>
    public const string Template = "SG640";

    /// <summary>A column of the input has the name of one that is added.</summary>
    public const string ColumnTaken = "SG641";

    /// <summary>Options that do not go together, or one that is of use only beside another.</summary>
    public const string Options = "SG642";

    /// <summary>Inputs that an analysis cannot take.</summary>
    public const string Inputs = "SG643";
}
