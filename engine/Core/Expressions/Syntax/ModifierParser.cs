using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>Reads what a call may have behind its arguments, <c>last: 10m exclusive, before: 7d</c>.</summary>
internal sealed class ModifierParser(TokenReader tokens)
{
    private const string Example = "Write, for example, last: 10m, last: 10m exclusive, last: 100 rows or before: 7d.";

    private readonly List<ModifierSyntax> _read = [];

    /// <summary>Those read so far, in the order written.</summary>
    public IReadOnlyList<ModifierSyntax> Read => _read;

    /// <summary>Whether a modifier stands here: a word and a colon.</summary>
    public bool Stands => tokens.Current.Kind == TokenKind.Name && tokens.Following.Is(":");

    public void Take()
    {
        var name = tokens.Next();
        var known = name.Text.ToLowerInvariant();
        if (known is not ("last" or "before")) throw new SyntaxException($"a call has no '{name.Text}:'", name.Start, Example);
        if (_read.Exists(each => each.Name == known)) throw new SyntaxException($"'{known}:' is written twice", name.Start, "Leave one out.");
        tokens.Next();
        var value = ReadValue(known);
        var isExclusive = ReadExclusive(known, value);
        _read.Add(new ModifierSyntax(known, value, isExclusive, name.Start, tokens.LastEnd));
    }

    private Extent ReadValue(string name)
    {
        var token = tokens.Current;
        if (token.Kind == TokenKind.Duration && Duration.Parse(token.Text) is { Microseconds: > 0 } time)
        {
            tokens.Next();
            return new Extent(0, time);
        }

        var isRows = token.Kind == TokenKind.Int && (tokens.Following.IsWord("rows") || tokens.Following.IsWord("row"));
        if (!isRows || token.Value is not (long and > 0 and var rows))
            throw new SyntaxException($"'{name}:' needs a span of time{(name == "last" ? " or a number of rows" : "")}", token.Start, Example);
        if (name == "before") throw new SyntaxException("'before:' takes a span of time, not rows", token.Start, Example);
        tokens.Next();
        tokens.Next();
        return new Extent(rows, default);
    }

    private bool ReadExclusive(string name, Extent value)
    {
        if (tokens.Take("exclusive") is not { } word) return false;
        if (name == "last" && !value.IsRows) return true;
        throw new SyntaxException("'exclusive' is of use only behind a span of time after 'last:'", word.Start, Example);
    }
}
