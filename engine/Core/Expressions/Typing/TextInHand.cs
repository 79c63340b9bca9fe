using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Syntax;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>
/// The text that is being typed: the expression as written in the pipeline, or a named one that a name in it stands for.
/// Places in a tree are characters of the text it was parsed from.
/// </summary>
/// <param name="text">The expression.</param>
/// <param name="at">Where its first character stands.</param>
/// <param name="names">What names may stand for.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class TextInHand(string text, Location at, NamesInUse names, Problems problems)
{
    private string _text = text;
    private Location _at = at;
    private string? _use;

    /// <summary>The expression as written in the pipeline.</summary>
    public string Whole { get; } = text;

    public NamedExpressions Names => names.All;

    /// <summary>The expression that a name stands for; null where it is none's.</summary>
    public NamedExpression? Find(string name) => names.Use(name);

    /// <summary>What was written for a part.</summary>
    public string Written(SyntaxNode part) => _text[part.Start..part.End];

    /// <summary>Types a named expression in the place of its name, which stands at this character.</summary>
    public T Within<T>(NamedExpression named, int character, Func<SyntaxNode, T> type)
    {
        var (textBefore, atBefore, useBefore) = (_text, _at, _use);
        // Of names within names the outermost is what stands in the pipeline.
        _use ??= $"It is used at {_at.Shift(character)}.";
        (_text, _at) = (named.Text, named.At);
        var typed = type(named.Syntax);
        (_text, _at, _use) = (textBefore, atBefore, useBefore);
        return typed;
    }

    public void Error(string code, int character, string message, string? hint = null) => problems.Error(code, _at.Shift(character), message, WithUse(hint));

    public void Warning(string code, int character, string message, string? hint = null) => problems.Warning(code, _at.Shift(character), message, WithUse(hint));

    private string? WithUse(string? hint) => hint is null ? _use : _use is null ? hint : $"{hint} {_use}";
}
