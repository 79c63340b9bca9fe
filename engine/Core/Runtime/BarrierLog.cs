using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Checks at every barrier and at the end that each component can account for every row.</summary>
internal sealed class BarrierLog(bool strict)
{
    private long _unbalanced;

    /// <summary>How often an account did not balance.</summary>
    public long Unbalanced => Interlocked.Read(ref _unbalanced);

    /// <exception cref="InvalidOperationException">Strict, and the account does not balance.</exception>
    public void Passed(string component, Account account)
    {
        if (account.Balances) return;
        Interlocked.Increment(ref _unbalanced);
        if (strict) throw new InvalidOperationException($"the account of '{component}' does not balance: {account}");
    }
}
