using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Tests.Pipelines;

public class RobustnessTests
{
    private const string Alphabet = "{}[]:,#&*!|>'\"%@`-?$~<\t\n \\0a\u00e9\uD800\uFEFF\0";

    public static TheoryData<string> Keys() => new(LanguageKeys().Select(each => $"{each.Path} at {each.At.Line}:{each.At.Column}"));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Points_at_a_misspelt_key_and_names_the_right_one(string key)
    {
        var (path, at, name) = LanguageKeys().Single(each => $"{each.Path} at {each.At.Line}:{each.At.Column}" == key);
        var profile = path.StartsWith("profiles.", StringComparison.Ordinal) ? "sample" : null;

        var problem = Loading.Bad(Misspell(at, name), request => request with { Profile = profile });

        Assert.Equal(at, problem.Location);
        Assert.Equal($"Did you mean '{name}'?", problem.Hint);
    }

    [Fact]
    public void Finds_problems_but_never_throws_whatever_is_done_to_the_text()
    {
        var random = new Random(20251108);

        for (var i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(Hydraulic.Text);
            for (var changes = random.Next(1, 5); changes > 0; changes--) Mutate(text, random);
            var mutated = text.ToString();
            var (pipeline, problems) = Loading.Load(mutated, request => request with { Profile = random.Next(2) == 0 ? "sample" : null });

            Assert.True(pipeline is not null || problems.Count > 0, mutated);
            Assert.All(problems, problem => Assert.InRange(problem.Location.Line, 0, mutated.Split('\n').Length + 1));
        }
    }

    private static void Mutate(StringBuilder text, Random random)
    {
        var at = random.Next(text.Length);
        var length = Math.Min(random.Next(1, 40), text.Length - at);
        switch (random.Next(6))
        {
            case 0: text.Remove(at, 1); break;
            case 1: text[at] = Alphabet[random.Next(Alphabet.Length)]; break;
            case 2: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
            case 3: text.Remove(at, length); break;
            case 4: text.Insert(random.Next(text.Length), text.ToString(at, length)); break;
            default: text.Length = Math.Max(1, at); break;
        }
    }

    /// <summary>The text with two letters of a key swapped.</summary>
    internal static string Misspell(Location at, string key)
    {
        var lines = Hydraulic.Text.Split('\n');
        var swap = Enumerable.Range(0, key.Length - 1).Last(i => key[i] != key[i + 1]);
        var misspelt = key[..swap] + key[swap + 1] + key[swap] + key[(swap + 2)..];
        var line = lines[at.Line - 1];
        lines[at.Line - 1] = line[..(at.Column - 1)] + misspelt + line[(at.Column - 1 + key.Length)..];
        return string.Join('\n', lines);
    }

    /// <summary>Every key of the hydraulic pipeline but the names its author chose.</summary>
    internal static IEnumerable<(string Path, Location At, string Name)> LanguageKeys() =>
        Walk("", YamlReader.Read("p.yaml", Hydraulic.Text, new Problems())!);

    private static IEnumerable<(string Path, Location At, string Name)> Walk(string path, Node node)
    {
        if (node is not MapNode map) yield break;
        var own = path.Split('.');
        var holdsNames = own[^1] is "sources" or "transforms" or "sinks" or "profiles" or "columns" or "compute" or "aggregate" or "rules";
        foreach (var entry in map.Entries)
        {
            var here = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (!holdsNames) yield return (here, entry.At, entry.Key);
            foreach (var below in Walk(here, entry.Value)) yield return below;
        }
    }
}
