using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Commands;

/// <summary>Checks pipeline files and prints every problem found; opens nothing.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "validate",
            "Checks pipeline files, and files of tests beside them: every problem in one pass, with its place and how to mend it. Opens nothing.",
            "./streamguard validate pipelines/hydraulic-sensors.yaml --profile sample",
            "./streamguard validate pipelines/*.yaml --format github");
        var files = new Argument<string[]>("files") { Description = "Pipeline files.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<ReportFormat>("--format") { Description = "text for people; json, github or sarif for CI.", HelpName = "text|json|github|sarif" };
        format.AcceptOnlyFromAmong("text", "json", "github", "sarif");
        var arguments = new PipelineArguments();
        command.Add(files);
        command.Add(format);
        arguments.AddTo(command);
        command.SetAction(parsed => Validate(parsed, parsed.GetRequiredValue(files), parsed.GetValue(format), arguments));
        return command;
    }

    private static int Validate(ParseResult parsed, string[] files, ReportFormat format, PipelineArguments arguments)
    {
        var problems = new Problems();
        foreach (var file in files)
            if (TestCommand.IsTests(file)) PipelineTests.Check(file, problems);
            else Planned.Of(arguments.Request(parsed, file), arguments.Plugins(parsed), problems);
        var output = parsed.InvocationConfiguration.Output;
        ProblemReport.Write(problems.All, format, output);
        if (format == ReportFormat.Text) output.WriteLine(Summary(files.Length, problems));
        return problems.HasErrors ? ExitCodes.Bad : ExitCodes.Done;
    }

    private static string Summary(int files, Problems problems)
    {
        var errors = problems.All.Count(problem => problem.Severity == Severity.Error);
        var warnings = problems.All.Count - errors;
        return $"{Count(files, "file")} checked: {Count(errors, "error")}, {Count(warnings, "warning")}";
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
