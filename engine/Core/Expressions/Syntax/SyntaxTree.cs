using StreamGuard.Contracts;

namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>A part of an expression as written, from character Start up to End; not yet typed.</summary>
internal abstract record SyntaxNode(int Start, int End)
{
    /// <summary>The parts it is made of.</summary>
    public virtual IEnumerable<SyntaxNode> Parts => [];
}

/// <param name="Value">A bool, long, double, string, or null for the word null.</param>
internal sealed record LiteralSyntax(object? Value, int Start, int End) : SyntaxNode(Start, End);

/// <summary>A column.</summary>
internal sealed record NameSyntax(string Name, int Start, int End) : SyntaxNode(Start, End);

/// <summary>
/// A call of a function, or an operator with its operands (<c>+</c>, <c>neg</c> for the minus of one operand,
/// <c>and</c>, <c>is null</c> …; see <see cref="Parser"/>).
/// </summary>
/// <param name="At">Where the function's name or the operator stands.</param>
internal sealed record CallSyntax(string Name, bool IsOperator, IReadOnlyList<SyntaxNode> Arguments, int At, int Start, int End) : SyntaxNode(Start, End)
{
    /// <summary>What is written behind the arguments: <c>last: 10m</c>.</summary>
    public IReadOnlyList<ModifierSyntax> Modifiers { get; init; } = [];

    /// <summary>What stands behind the word <c>by</c>: the aggregate is over each group of rows that are alike in these.</summary>
    public IReadOnlyList<SyntaxNode> By { get; init; } = [];

    public override IEnumerable<SyntaxNode> Parts => Arguments.Concat(By);
}

/// <summary>Says which of the earlier rows a call reads: <c>last: 10m exclusive</c>, <c>last: 100 rows</c>, <c>before: 7d</c>.</summary>
/// <param name="Name">last or before, in lower case.</param>
/// <param name="Value">How far back; always above nothing, and rows only with last.</param>
/// <param name="IsExclusive">The instant at the far end of the span is left out.</param>
/// <param name="Start">Where the name stands.</param>
/// <param name="End">Behind the value.</param>
internal sealed record ModifierSyntax(string Name, Extent Value, bool IsExclusive, int Start, int End);
