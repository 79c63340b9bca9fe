using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Testing;

/// <summary>Runs files of tests: each test in a run of its own, on a clock of its own.</summary>
public static class PipelineTests
{
    /// <summary>Checks how a file of tests is written; runs none.</summary>
    public static void Check(string path, Problems problems) => TestFileReader.Read(path, problems);

    /// <summary>Runs every test of a file.</summary>
    /// <param name="path">The file, <c>x.test.yaml</c>.</param>
    /// <param name="registry">What pipelines may use.</param>
    /// <param name="update">Writes the rows that came into the file where they differ from those expected.</param>
    public static async Task<TestReport> RunAsync(string path, Registry registry, bool update = false)
    {
        var problems = new Problems();
        if (TestFileReader.Read(path, problems) is not { } file) return new TestReport(path, problems.All, [], []);

        var results = new List<TestResult>();
        var checks = new List<ExpectationCheck>();
        foreach (var test in file.Tests)
        {
            var started = Stopwatch.GetTimestamp();
            var run = new TestRun(file, test, registry);
            await run.RunAsync().ConfigureAwait(false);
            results.Add(new TestResult(test.Options.Name, test.Location, run.Problems.All, Stopwatch.GetElapsedTime(started)));
            checks.AddRange(run.Checks);
        }

        var left = update ? Update(path, checks) : [];
        return new TestReport(path, [], results, left);
    }

    private static List<string> Update(string path, List<ExpectationCheck> checks)
    {
        var refused = new List<string>();
        var text = File.ReadAllText(path);
        var updated = ExpectationWriter.Update(text, checks, refused);
        if (updated != text) File.WriteAllText(path, updated);
        return refused;
    }
}

/// <summary>What running a file of tests gave.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problems">Why it could not be read; empty when it could.</param>
/// <param name="Results">One a test, in the file's order.</param>
/// <param name="NotUpdated">Components whose expectation could not be rewritten, because it shares its line with other things.</param>
public sealed record TestReport(string Path, IReadOnlyList<Problem> Problems, IReadOnlyList<TestResult> Results, IReadOnlyList<string> NotUpdated)
{
    public bool Passed => Problems.Count == 0 && Results.All(result => result.Passed);
}

/// <summary>One test's outcome: it passed when there are no problems, each of which says where and what differed.</summary>
public sealed record TestResult(string Name, Location Location, IReadOnlyList<Problem> Problems, TimeSpan Took)
{
    public bool Passed => Problems.Count == 0;
}
