namespace StreamGuard.Host.Service;

/// <summary>Codes of problems that only the host finds; those of files in general are <see cref="Core.Pipelines.ProblemCodes"/>.</summary>
internal static class HostCodes
{
    /// <summary>A value of the host file, or of the command line in its place, cannot be.</summary>
    public const string Option = "SG960";
}
