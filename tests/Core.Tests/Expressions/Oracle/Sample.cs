namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>A random expression and those it is made of, each an expression of its own.</summary>
internal sealed record Sample(string Text, IReadOnlyList<Sample> Parts)
{
    /// <summary>This and every part of it.</summary>
    public IEnumerable<Sample> All() => Parts.SelectMany(part => part.All()).Append(this);
}
