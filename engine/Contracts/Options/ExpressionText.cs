namespace StreamGuard.Contracts;

/// <summary>An expression as written in an option, before it is parsed and typed by <see cref="Binding"/>.</summary>
public readonly record struct ExpressionText(string Text)
{
    public override string ToString() => Text;
}
