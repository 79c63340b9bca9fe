namespace StreamGuard.Core.Expressions.Syntax;

/// <summary>A part of an expression as written, from character Start up to End; not yet typed.</summary>
internal abstract record SyntaxNode(int Start, int End);

/// <param name="Value">A bool, long, double, string, or null for the word null.</param>
internal sealed record LiteralSyntax(object? Value, int Start, int End) : SyntaxNode(Start, End);

/// <summary>A column.</summary>
internal sealed record NameSyntax(string Name, int Start, int End) : SyntaxNode(Start, End);

/// <summary>
/// A call of a function, or an operator with its operands (<c>+</c>, <c>neg</c> for the minus of one operand,
/// <c>and</c>, <c>is null</c> …; see <see cref="Parser"/>).
/// </summary>
/// <param name="At">Where the function's name or the operator stands.</param>
internal sealed record CallSyntax(string Name, bool IsOperator, IReadOnlyList<SyntaxNode> Arguments, int At, int Start, int End) : SyntaxNode(Start, End);
