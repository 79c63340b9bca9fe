namespace StreamGuard.Core.Pipelines;

/// <content>What keeps a running pipeline from being changed.</content>
public static partial class ProblemCodes
{
    /// <summary>A running pipeline cannot take over what has changed in its file.</summary>
    public const string ChangeNeedsRestart = "SG921";

    /// <summary>A change of a running pipeline failed, and it goes on as it was.</summary>
    public const string ChangeFailed = "SG922";

    /// <summary>What components of a running pipeline keep has no place in the changed file.</summary>
    public const string ChangeLosesState = "SG923";
}
