using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;

namespace StreamGuard.Core.Expressions;

/// <summary>An expression that has a name, in a file that pipelines include.</summary>
public sealed class NamedExpression
{
    internal NamedExpression(string name, string text, Location at, SyntaxNode syntax) => (Name, Text, At, Syntax) = (name, text, at, syntax);

    public string Name { get; }

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Where its first character stands.</summary>
    public Location At { get; }

    internal SyntaxNode Syntax { get; }
}

/// <summary>
/// The expressions of the files that a pipeline includes. In an expression a name that is no column of the input stands for
/// the one of that name; none leads back to itself.
/// </summary>
public sealed class NamedExpressions
{
    public static readonly NamedExpressions None = new([], new Dictionary<string, NamedExpression>());

    private readonly IReadOnlyDictionary<string, NamedExpression> _all;

    internal NamedExpressions(IReadOnlyList<string> files, IReadOnlyDictionary<string, NamedExpression> all) => (Files, _all) = (files, all);

    /// <summary>The files, as problems name them.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Nothing was wrong with the files; otherwise an unknown name may be one of theirs, and nothing is said of it.</summary>
    public bool IsWhole { get; init; } = true;

    public IReadOnlyCollection<string> Names => [.. _all.Keys];

    /// <summary>Null where there is none of the name.</summary>
    public NamedExpression? Find(string name) => _all.GetValueOrDefault(name);
}

/// <summary>The named expressions that one component may use, and those it does.</summary>
/// <param name="all">Those there are.</param>
internal sealed class NamesInUse(NamedExpressions all)
{
    private readonly SortedDictionary<string, NamedExpression> _used = new(StringComparer.Ordinal);

    public NamedExpressions All => all;

    /// <summary>By name, those included that others of them name.</summary>
    public IReadOnlyDictionary<string, NamedExpression> Used => _used;

    /// <summary>The expression of the name, which is used from now on; null where there is none.</summary>
    public NamedExpression? Use(string name)
    {
        if (all.Find(name) is not { } found) return null;
        return _used[name] = found;
    }
}
