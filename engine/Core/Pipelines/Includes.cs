using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines;

/// <summary>Reads the files that a pipeline includes. Every problem stands where it is, in the file that has it.</summary>
internal sealed class Includes(LoadRequest request, Problems problems)
{
    private readonly Dictionary<string, NamedExpression> _all = [];

    /// <param name="root">The pipeline file, variables substituted.</param>
    public NamedExpressions Read(MapNode root)
    {
        if (root.Find("include") is not { Value.IsNull: false } entry) return NamedExpressions.None;
        var files = new List<string>();
        var before = problems.All.Count;
        foreach (var node in entry.Value is ListNode list ? list.Items : [entry.Value])
        {
            // What is no name of a file is reported with the other options of the file.
            if (node is not ScalarNode { IsNull: false, IsUnknown: false } name) continue;
            var file = Path.Combine(Path.GetDirectoryName(request.File) ?? "", name.Text);
            files.Add(file);
            ReadFile(file, name.At);
        }

        var sound = new NamedOrder(_all, problems).Sound();
        return new NamedExpressions(files, sound) { IsWhole = problems.All.Count == before };
    }

    private void ReadFile(string file, Location named)
    {
        if (PipelineText.Read(request, file, named, "Name a file of expressions, relative to the pipeline file.", problems) is not { } text) return;
        var found = new Problems();
        var tree = YamlReader.Read(file, text, found);
        if (tree is not null) tree = new Variables(request.Variable, found).Substitute(tree);
        if (!found.HasErrors) Bind(tree ?? new ScalarNode(new Location(file, 1, 1), "", ScalarStyle.Plain), found);
        foreach (var problem in found.All) problems.Add(problem);
    }

    private void Bind(Node tree, Problems found)
    {
        if (tree is MapNode map)
            foreach (var entry in map.Entries) Bind(entry, found);
        else
            found.Error(ProblemCodes.WrongType, tree.At, $"A file of expressions must be a map from names to expressions, got {tree.Describe()}.", "Begin with 'name: expression'.");
    }

    private void Bind(Entry entry, Problems found)
    {
        if (entry.Value is not ScalarNode { IsNull: false } value)
        {
            found.Error(ProblemCodes.WrongType, entry.Value.At, $"'{entry.Key}' must be an expression, got {entry.Value.Describe()}.");
            return;
        }

        if (value.IsUnknown || ExpressionBinder.Parse(value.Text, value.At, found) is not { } syntax) return;
        var expression = new NamedExpression(entry.Key, value.Text, value.At, syntax);
        if (_all.TryAdd(entry.Key, expression)) return;
        found.Error(ProblemCodes.NamedTwice, entry.At, $"There is an expression '{entry.Key}' already, at {_all[entry.Key].At}.", "Names are one to an expression in all included files; choose another.");
    }
}

/// <summary>Checks that named expressions lead to an end, and to one that is not too long.</summary>
internal sealed class NamedOrder(IReadOnlyDictionary<string, NamedExpression> all, Problems problems)
{
    // As much as one expression may have: what walks the whole recurses.
    private const int MostParts = 2000;

    private readonly Dictionary<string, int> _parts = [];
    private readonly List<string> _path = [];

    /// <summary>Those that may be used.</summary>
    public IReadOnlyDictionary<string, NamedExpression> Sound() =>
        all.Where(each => PartsOf(each.Value) is > 0 and <= MostParts).ToDictionary();

    /// <summary>How many parts it has with all it names in place; 0 when it has no end, which has been reported.</summary>
    private int PartsOf(NamedExpression named)
    {
        if (_parts.TryGetValue(named.Name, out var known)) return known;
        if (_path.IndexOf(named.Name) is >= 0 and var first)
        {
            var circle = string.Join(" → ", _path.Skip(first).Append(named.Name));
            problems.Error(ProblemCodes.NamedCycle, named.At, $"'{named.Name}' leads back to itself: {circle}.", "An expression may name others, not itself.");
            return 0;
        }

        _path.Add(named.Name);
        var parts = Count(named.Syntax);
        _path.RemoveAt(_path.Count - 1);
        if (parts > MostParts)
            problems.Error(ProblemCodes.ExpressionSyntax, named.At, $"'{named.Name}' has more than {MostParts} parts with all that it names.", "Compute parts of it as columns of their own.");
        return _parts[named.Name] = parts;
    }

    /// <summary>0 when a name in it has no end.</summary>
    private int Count(SyntaxNode syntax)
    {
        var parts = syntax is NameSyntax name && all.TryGetValue(name.Name, out var named) ? PartsOf(named) : 1;
        foreach (var part in syntax.Parts)
        {
            if (parts == 0) break;
            var inner = Count(part);
            // Beyond the limit the number does not matter, only that it stays above.
            parts = inner == 0 ? 0 : Math.Min(parts + inner, MostParts + 1);
        }

        return parts;
    }
}
