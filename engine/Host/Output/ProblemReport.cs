using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Output;

/// <summary>The forms in which problems are printed.</summary>
internal enum ReportFormat
{
    /// <summary>For people: file:line:column, code, message, and how to mend it below.</summary>
    Text,

    /// <summary>An array of objects.</summary>
    Json,

    /// <summary>Annotations of a GitHub workflow.</summary>
    Github,

    /// <summary>SARIF 2.1.0, for code scanning.</summary>
    Sarif,
}

/// <summary>Prints problems in the form asked for.</summary>
internal static class ProblemReport
{
    public static void Write(IReadOnlyList<Problem> problems, ReportFormat format, TextWriter output)
    {
        var text = format switch
        {
            ReportFormat.Json => ProblemFormats.Json(problems),
            ReportFormat.Github => ProblemFormats.GitHub(problems),
            ReportFormat.Sarif => ProblemFormats.Sarif(problems, typeof(ProblemReport).Assembly.GetName().Version!.ToString(3)),
            _ => string.Join('\n', problems),
        };
        if (text.Length > 0) output.WriteLine(text);
    }
}
