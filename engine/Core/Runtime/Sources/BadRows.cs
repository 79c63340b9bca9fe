using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime.Sources;

/// <summary>Stops a source of which more rows are bad than <c>max_bad_rows</c> allows.</summary>
internal static class BadRows
{
    /// <param name="allowed">A number of rows, or a share of them; null for none.</param>
    /// <param name="account">The source's.</param>
    /// <param name="shareIsKnown">Enough rows have come for the share to mean something, or all have.</param>
    /// <exception cref="InvalidDataException">More bad rows came than are allowed.</exception>
    public static void Check(BadRowLimit? allowed, Account account, bool shareIsKnown)
    {
        if (allowed is not { } limit) return;
        var (bad, all) = (account.DeadLettered, account.In);
        if (limit.Count is { } most && bad > most)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {most}");
        if (shareIsKnown && limit.Share is { } share && bad > share * all)
            throw new InvalidDataException($"{bad} of {all} rows are bad, max_bad_rows allows {share:P2}");
    }
}
