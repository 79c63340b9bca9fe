namespace StreamGuard.Contracts;

public enum Severity
{
    Warning,
    Error,
}

/// <summary>A located finding in a pipeline file: what is wrong, with the value found, and how to mend it.</summary>
/// <param name="Code">SG and three digits; one meaning each, listed in <c>Core/Pipelines/ProblemCodes</c>.</param>
/// <param name="Message">One sentence that names the option and the value found.</param>
/// <param name="Hint">How to mend it, or a near match; null when the message says it.</param>
public sealed record Problem(string Code, Severity Severity, Location Location, string Message, string? Hint = null)
{
    /// <summary>As printed: place, severity, code, message, and the hint on an indented line.</summary>
    public override string ToString()
    {
        var line = $"{Location}: {(Severity == Severity.Error ? "error" : "warning")} {Code}: {Message}";
        return Hint is null ? line : $"{line}\n    {Hint}";
    }
}

/// <summary>Collects problems; finding one stops nothing.</summary>
public sealed class Problems
{
    private readonly HashSet<Problem> _found = [];

    public bool HasErrors => _found.Any(problem => problem.Severity == Severity.Error);

    /// <summary>Sorted by place.</summary>
    public IReadOnlyList<Problem> All => [.. _found.OrderBy(problem => problem.Location).ThenBy(problem => problem.Code, StringComparer.Ordinal)];

    public void Add(Problem problem) => _found.Add(problem);

    public void Error(string code, Location location, string message, string? hint = null) =>
        Add(new Problem(code, Severity.Error, location, message, hint));

    public void Warning(string code, Location location, string message, string? hint = null) =>
        Add(new Problem(code, Severity.Warning, location, message, hint));
}
