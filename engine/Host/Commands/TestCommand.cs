using System.CommandLine;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Testing;

namespace StreamGuard.Host.Commands;

/// <summary>Runs the tests beside pipeline files on a virtual clock.</summary>
internal static class TestCommand
{
    private const string Pattern = "*.test.yaml";

    /// <summary>The file holds tests and no pipeline.</summary>
    public static bool IsTests(string file) => file.EndsWith(Pattern.TrimStart('*'), StringComparison.Ordinal);

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "test",
            "Runs tests of pipelines (*.test.yaml) on a virtual clock: the real transforms, rows from the test in place of the sources.",
            "./streamguard test pipelines",
            "./streamguard test pipelines/hydraulic-sensors.test.yaml --update");
        var paths = new Argument<string[]>("paths") { Description = $"Files, or folders whose {Pattern} are run.", Arity = ArgumentArity.OneOrMore };
        var update = new Option<bool>("--update") { Description = "Writes the rows that came into the files where they differ from those expected." };
        var plugins = PluginOption.Create();
        command.Add(paths);
        command.Add(update);
        command.Add(plugins);
        command.SetAction((parsed, _) => RunAsync(parsed, parsed.GetRequiredValue(paths), parsed.GetValue(update), parsed.GetValue(plugins)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string[] paths, bool update, string? plugins)
    {
        var files = paths.SelectMany(Find).ToList();
        if (files.Count == 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"streamguard: no {Pattern} in {string.Join(", ", paths)}");
            return ExitCodes.Bad;
        }

        var registry = Installed.Registry(plugins);
        var reports = new List<TestReport>();
        foreach (var file in files) reports.Add(await ReportAsync(file, registry, update, parsed.InvocationConfiguration.Output));
        return Summarise(reports, update, parsed.InvocationConfiguration.Output);
    }

    private static IEnumerable<string> Find(string path) =>
        Directory.Exists(path) ? Directory.GetFiles(path, Pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];

    private static async Task<TestReport> ReportAsync(string file, Registry registry, bool update, TextWriter output)
    {
        var report = await PipelineTests.RunAsync(file, registry, update);
        output.WriteLine(file);
        foreach (var problem in report.Problems) output.WriteLine(problem);
        foreach (var result in report.Results)
        {
            output.WriteLine($"  {(result.Passed ? "passed" : "FAILED")}  {result.Name} ({result.Took.TotalMilliseconds:F0} ms)");
            foreach (var problem in result.Problems) output.WriteLine($"    {problem.ToString().Replace("\n", "\n    ", StringComparison.Ordinal)}");
        }

        foreach (var component in report.NotUpdated)
            output.WriteLine($"  not updated: the expectation of '{component}' shares its line with other things; write it on lines of its own");
        return report;
    }

    private static int Summarise(List<TestReport> reports, bool update, TextWriter output)
    {
        var results = reports.SelectMany(report => report.Results).ToList();
        var unread = reports.Count(report => report.Problems.Count > 0);
        var failed = results.Count(result => !result.Passed);
        output.WriteLine($"{results.Count - failed} passed, {failed} failed{(unread > 0 ? $", {unread} not read" : "")}{(update && failed > 0 ? "; rows were written, run again" : "")}");
        if (unread > 0) return ExitCodes.Bad;
        return failed > 0 ? ExitCodes.Failed : ExitCodes.Done;
    }
}
