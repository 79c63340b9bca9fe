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

    /// <summary>The same for a call of a function of the history.</summary>
    /// <param name="call">The call.</param>
    /// <param name="text">The expression.</param>
    public static bool RefuseSpan(CallSyntax call, TextInHand text)
    {
        if (call.Modifiers.Count == 0) return false;
        var last = call.Modifiers.FirstOrDefault(modifier => modifier.Name == "last");
        var before = call.Modifiers.FirstOrDefault(modifier => modifier.Name == "before");
        if (last is null)
            return Refuse(call.Modifiers[0], "'before:' shifts the span that 'last:' gives back, and there is none.", "Write both, for example last: 1d, before: 7d.");
        if (last.Value.IsRows && before is not null)
            return Refuse(before, "'before:' shifts a span of time, and 'last:' counts rows.", "Write last: with a duration, for example last: 1d, before: 7d.");
        return false;

        bool Refuse(ModifierSyntax modifier, string message, string hint)
        {
            text.Error(ProblemCodes.ModifierNotAllowed, modifier.Start, message, hint);
            return true;
        }
    }
}
