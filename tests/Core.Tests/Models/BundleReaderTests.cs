using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class BundleReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_what_it_says()
    {
        var bundle = Read(FakeBundle.SumYaml);

        Assert.Equal(("adder", "1", 0.5), (bundle.Options.Name, bundle.Version, bundle.Missing));
        Assert.Equal(["a", "b"], bundle.Features.Select(feature => feature.Name));
        Assert.Equal(new Threshold(10, Comparison.Above), bundle.Threshold);
        Assert.Equal("float32 [batch, 2]", Assert.Single(bundle.Inputs).Describe());
        Assert.Equal(["model.fake"], bundle.Files.Select(file => file.Name));
    }

    [Fact]
    public void Takes_other_keys_for_notes()
    {
        var bundle = Read(FakeBundle.SumYaml + "\ntraining: { rows: 7, library: mine }\nlimits: [none]\n");

        Assert.Equal("adder", bundle.Options.Name);
    }

    [Theory]
    [InlineData("score >= threshold", 10, true)]
    [InlineData("score>threshold", 10, false)]
    [InlineData("score < threshold", 9.5, true)]
    [InlineData("score <= threshold", 10, true)]
    [InlineData("score > threshold", double.NaN, false)]
    public void Compares_as_written(string comparison, double score, bool isAnomaly) =>
        Assert.Equal(isAnomaly, Read(FakeBundle.SumYaml.Replace("score > threshold", comparison, StringComparison.Ordinal)).Threshold!.IsMet(score));

    [Theory]
    [InlineData("missing: 0", 0.0)]
    [InlineData("missing: -1.5", -1.5)]
    [InlineData("missing: none occur; never null", null)]
    [InlineData("", null)]
    public void A_number_stands_for_what_is_missing_and_words_do_not(string missing, double? number) =>
        Assert.Equal(number, Read(FakeBundle.SumYaml.Replace("missing: 0.5", missing, StringComparison.Ordinal)).Missing);

    [Theory]
    [InlineData("outputs: [{ name: total, shape: [batch, 1] }, { name: more, type: int64, shape: [batch] }]")]
    [InlineData("outputs: { total: { name: total, shape: [batch, 1] }, more: { name: more, type: int64, shape: [batch] } }")]
    [InlineData("outputs: { sums: { first: { name: total, shape: [batch, 1] }, second: { name: more, type: int64, shape: [batch] }, meaning: both } }")]
    public void Outputs_are_a_list_a_map_or_groups(string outputs)
    {
        var bundle = Read(FakeBundle.SumYaml.Replace("output: { name: total, type: float32, shape: [batch, 1] }", outputs, StringComparison.Ordinal));

        Assert.Equal([("total", "float32 [batch, 1]"), ("more", "int64 [batch]")], bundle.Outputs.Select(output => (output.Tensor.Name, output.Tensor.Describe())));
    }

    [Fact]
    public void A_feature_has_the_names_of_its_column_in_order()
    {
        var bundle = Read(FakeBundle.SumYaml + "\nfrom: { a: x }\naliases: { x: y, a: z }\n");

        Assert.Equal(["a", "x", "z", "y"], bundle.Features[0].Columns.AsEnumerable());
    }

    [Fact]
    public void Notes_make_no_other_model_of_it_and_thresholds_do()
    {
        var identity = Read(FakeBundle.SumYaml).Identity;

        Assert.Equal(identity, Read(FakeBundle.SumYaml + "\nlimits: [some]\n").Identity);
        Assert.NotEqual(identity, Read(FakeBundle.SumYaml.Replace("value: 10", "value: 11", StringComparison.Ordinal)).Identity);
    }

    [Fact]
    public void Every_problem_is_found_at_once()
    {
        FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml.Replace("kind: value", "kind: vaule", StringComparison.Ordinal).Replace("{sha}", "12", StringComparison.Ordinal).Replace("version: 1", "", StringComparison.Ordinal));
        var problems = new Problems();

        Assert.Null(BundleReader.Read(_folder.Path, problems));

        Assert.Equal(2, problems.All.Count);
        Assert.All(problems.All, problem => Assert.Equal(_folder["bundle.yaml"], problem.Location.File));
    }

    /// <summary>Lines and letters of a real one left out, doubled or exchanged: problems, and never an exception.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_broken_file_is_told_and_never_thrown_at(int seed)
    {
        var random = new Random(seed);
        var whole = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "pipelines", "models", "iomt-ward", "bundle.yaml"));
        for (var i = 0; i < 400; i++)
        {
            File.WriteAllText(_folder["bundle.yaml"], Broken(whole, random));
            var problems = new Problems();

            var bundle = BundleReader.Read(_folder.Path, problems);

            Assert.True(bundle is not null || problems.HasErrors);
        }
    }

    [Fact]
    public void A_shape_that_no_memory_could_hold_is_a_problem()
    {
        FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml.Replace("shape: [batch, 2]", "shape: [batch, 1000000, 1000000]", StringComparison.Ordinal));
        var problems = new Problems();

        Assert.Null(BundleReader.Read(_folder.Path, problems));

        Assert.Equal("SG662", Assert.Single(problems.All).Code);
    }

    private static string Broken(string text, Random random)
    {
        var lines = text.Split('\n').ToList();
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            var at = random.Next(lines.Count);
            switch (random.Next(5))
            {
                case 0:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, lines[random.Next(lines.Count)]);
                    break;
                case 2:
                    lines[at] = lines[at].Insert(random.Next(lines[at].Length + 1), ((string[])["'", "[", "{", ": ", "- ", "\t", "999999999999", "null", "#"])[random.Next(9)]);
                    break;
                case 3 when lines[at].Length > 0:
                    lines[at] = lines[at].Remove(random.Next(lines[at].Length), 1);
                    break;
                default:
                    lines[at] = new string(' ', random.Next(6)) + lines[at];
                    break;
            }
        }

        return string.Join('\n', lines);
    }

    private Bundle Read(string yaml)
    {
        FakeBundle.Write(_folder.Path, yaml: yaml);
        var problems = new Problems();
        return BundleReader.Read(_folder.Path, problems) ?? throw new InvalidOperationException(string.Join('\n', problems.All));
    }
}
