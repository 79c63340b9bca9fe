using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Testing;

/// <summary>Reads a file of tests; every problem is reported, and null given when there was one.</summary>
internal sealed class TestFileReader(string path, Problems problems)
{
    private const string Suffix = ".test.yaml";
    private static readonly string[] FileKeys = ["pipeline", "profile", "tests"];
    private static readonly string[] TestKeys = [.. new OptionsShape(typeof(TestOptions)).Keys, "input", "expect"];
    private static readonly string[] ExpectKeys = ["rows", "ordered", "tolerance"];

    public static TestFile? Read(string path, Problems problems) =>
        PipelineText.Read(new LoadRequest(path), problems) is { } text ? Parse(path, text, problems) : null;

    public static TestFile? Parse(string path, string text, Problems problems)
    {
        var root = YamlReader.Read(path, text, problems);
        var file = new TestFileReader(path, problems).ReadFile(root);
        return problems.HasErrors ? null : file;
    }

    private TestFile? ReadFile(Node? root)
    {
        if (root is not MapNode map || map.Find("tests")?.Value is not ListNode tests)
        {
            var place = root is MapNode ? root.At : new Location(path, 1, 1);
            problems.Error(ProblemCodes.NotATestFile, place, "A file of tests has a list 'tests'.", "Write tests: and below it - name: … with input: and expect:.");
            return null;
        }

        RefuseUnknown(map, FileKeys, "a file of tests");
        var folder = Path.GetDirectoryName(path) ?? "";
        var pipeline = map.Find("pipeline")?.Value is ScalarNode named ? Path.Combine(folder, named.Text)
            : path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] + ".yaml" : path;
        var profile = (map.Find("profile")?.Value as ScalarNode)?.Text;
        return new TestFile(path, pipeline, profile, [.. tests.Items.Select(ReadTest).OfType<TestCase>()]);
    }

    private TestCase? ReadTest(Node node, int index)
    {
        if (node is not MapNode map)
        {
            problems.Error(ProblemCodes.WrongType, node.At, $"tests[{index}] must be a map, got {node.Describe()}.");
            return null;
        }

        RefuseUnknown(map, TestKeys, "a test");
        var known = new MapNode(map.At, [.. map.Entries.Where(entry => TestKeys.Contains(entry.Key))]).Without("input", "expect");
        var options = new OptionsBinder($"tests[{index}]", "a test", problems).Bind(typeof(TestOptions), known, map.At);
        var input = new InputReader(problems).Read(map.Find("input"));
        var expect = ReadExpectations(map.Find("expect"));
        if (options?.Value is TestOptions { CrashAfter: { } crash } && map.Find("crash_after") is { } entry) CheckCrash(entry, crash, input);
        if (options?.Value is TestOptions { Clock: { } clock } && !Timestamps.TryParse(clock, out _))
            problems.Error(ProblemCodes.TestValueMisfits, map.Find("clock")?.At ?? map.At, $"clock is no time: '{clock}'.", "Write it as 2025-11-08T14:30:00Z.");
        return options is null ? null : new TestCase((TestOptions)options.Value, map.At, input, expect);
    }

    private void CheckCrash(Entry entry, Extent crash, IReadOnlyList<InputStep> input)
    {
        var rows = input.Count(step => step.IsRow);
        if (crash.IsRows && crash.Rows <= rows) return;
        problems.Error(ProblemCodes.WrongType, entry.Value.At,
            crash.IsRows ? $"crash_after is {crash}, and the input has {rows}." : $"crash_after must be a number of rows, got {crash}.", "Write crash_after: 1 row, for example.");
    }

    private List<Expectation> ReadExpectations(Entry? entry)
    {
        var expectations = new List<Expectation>();
        if (entry is null) return expectations;
        if (entry.Value is not MapNode map)
        {
            problems.Error(ProblemCodes.WrongType, entry.At, $"expect must be a map of component to rows, got {entry.Value.Describe()}.");
            return expectations;
        }

        foreach (var component in map.Entries)
            if (ReadExpectation(component) is { } expectation) expectations.Add(expectation);
        return expectations;
    }

    /// <summary>Either the rows, or a map of <c>rows</c>, <c>ordered</c> and <c>tolerance</c>.</summary>
    private Expectation? ReadExpectation(Entry component)
    {
        var (rows, rowsAt, ordered, tolerance) = (component.Value, component.At, false, (double?)null);
        if (component.Value is MapNode map)
        {
            RefuseUnknown(map, ExpectKeys, "an expectation");
            (rows, rowsAt) = map.Find("rows") is { } written ? (written.Value, written.At) : (new ScalarNode(map.At, "", ScalarStyle.Plain), rowsAt);
            ordered = map.Find("ordered")?.Value is ScalarNode order && Scalars.Bool(order.Text) == true;
            tolerance = map.Find("tolerance")?.Value is ScalarNode number ? Scalars.Number(number.Text) : null;
        }

        if (rows is ListNode list && list.Items.All(item => item is MapNode))
            return new Expectation(component.Key, component.At, [.. list.Items.Cast<MapNode>()], ordered, tolerance) { RowsAt = rowsAt };
        problems.Error(ProblemCodes.WrongType, component.At, $"expect.{component.Key} must be a list of rows, got {rows.Describe()}.", "Write [] when no row may come.");
        return null;
    }

    private void RefuseUnknown(MapNode map, IEnumerable<string> known, string owner)
    {
        foreach (var entry in map.Entries.Where(entry => !known.Contains(entry.Key)))
            problems.Error(ProblemCodes.UnknownOption, entry.At, $"'{entry.Key}' is not an option of {owner}.", NearMatch.Hint(entry.Key, known));
    }
}
