namespace StreamGuard.Host.Tests.Support;

/// <summary>A fact that needs a program of the machine; skipped where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="program">The program.</param>
    /// <param name="package">Debian's package of it.</param>
    public ProgramFactAttribute(string program, string package)
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        if (!isThere) Skip = $"there is no {program}: Debian has it in the package {package}";
    }
}
