using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>An account as it stands in a checkpoint: its ten figures.</summary>
internal static class AccountState
{
    public const int Bytes = 10 * sizeof(long);

    public static void Save(Account account, StateWriter state)
    {
        state.Write(account.In);
        state.Write(account.Out);
        state.Write(account.Passed);
        state.Write(account.Filtered);
        state.Write(account.Aggregated);
        state.Write(account.Late);
        state.Write(account.DeadLettered);
        state.Write(account.Held);
        state.Write(account.Made);
        state.Write(account.Overflows);
    }

    /// <summary>Adds the saved figures to an account.</summary>
    public static void Restore(Account account, StateReader state) => account.Add(new Account
    {
        In = state.ReadLong(),
        Out = state.ReadLong(),
        Passed = state.ReadLong(),
        Filtered = state.ReadLong(),
        Aggregated = state.ReadLong(),
        Late = state.ReadLong(),
        DeadLettered = state.ReadLong(),
        Held = state.ReadLong(),
        Made = state.ReadLong(),
        Overflows = state.ReadLong(),
    });
}
