using StreamGuard.Core.Expressions.Syntax;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>Refuses <c>last:</c> and <c>before:</c> where a call has no history to look back on.</summary>
internal static class ModifierChecks
{
    /// <returns>Whether there was one, which has been reported.</returns>
    public static bool Refuse(CallSyntax call, TextInHand text)
    {
        foreach (var modifier in call.Modifiers)
            text.Error(ProblemCodes.ModifierNotAllowed, modifier.Start, $"'{call.Name}' takes no '{modifier.Name}:' here.",
                "Functions of the history take it, under 'compute' of 'over'.");
        return call.Modifiers.Count > 0;
    }
}
