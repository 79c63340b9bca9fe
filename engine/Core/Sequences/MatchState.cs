using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>Writes the partial matches of a key to a state, and reads them back.</summary>
internal static class MatchState
{
    private const int FewestBytes = sizeof(int) + 3;

    public static void Save(IReadOnlyList<PartialMatch> matches, StateWriter state)
    {
        state.Write(matches.Count);
        foreach (var match in matches)
        {
            state.Write(match.Step);
            state.Write(match.IsClosed);
            state.Write(match.IsBlocked);
            state.Write(match.IsWaiting);
            state.Write(match.Deadline);
            for (var step = 0; step <= match.Step; step++) Save(match.Steps[step], state);
        }
    }

    /// <exception cref="InvalidDataException">A match has rows that are not held, or a step that the pattern does not have.</exception>
    public static IReadOnlyList<PartialMatch> Restore(StateReader state, Pattern pattern, HeldRows held)
    {
        var matches = new PartialMatch[state.ReadCount(FewestBytes)];
        for (var i = 0; i < matches.Length; i++)
        {
            var match = matches[i] = new PartialMatch(pattern.Steps.Count) { Step = state.ReadInt() };
            StateReader.Check((uint)match.Step < (uint)pattern.Steps.Count, "a partial match is in a step that there is not");
            (match.IsClosed, match.IsBlocked, match.IsWaiting) = (state.ReadBool(), state.ReadBool(), state.ReadBool());
            match.Deadline = state.ReadLong();
            StateReader.Check(!match.IsWaiting || pattern.NotAfter is not null, "a match waits for nothing");
            for (var step = 0; step <= match.Step; step++) match.Steps[step] = Restore(state, held);
        }

        return matches;
    }

    private static void Save(in Taken taken, StateWriter state)
    {
        state.Write(taken.Count);
        state.Write(taken.First);
        state.Write(taken.Last);
        state.Write(taken.FirstOrder);
        state.Write(taken.LastOrder);
        state.Write(taken.FirstTime);
        state.Write(taken.LastTime);
    }

    private static Taken Restore(StateReader state, HeldRows held)
    {
        var taken = new Taken
        {
            Count = state.ReadLong(),
            First = state.ReadInt(),
            Last = state.ReadInt(),
            FirstOrder = state.ReadLong(),
            LastOrder = state.ReadLong(),
            FirstTime = state.ReadLong(),
            LastTime = state.ReadLong(),
        };
        StateReader.Check(taken.Count > 0 && held.Holds(taken.First) && held.Holds(taken.Last), "a row of a partial match is not held");
        return taken;
    }
}
