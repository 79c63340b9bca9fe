namespace StreamGuard.Soak.Hosting;

/// <summary>What is done to the host, and when: shares of the time it lasts. From two thirds on nobody kills it, so that its memory can be followed.</summary>
internal sealed class Course(DateTime start, TimeSpan lasts, Troubles troubles)
{
    public Troubles Troubles => troubles;

    public async Task RunAsync()
    {
        foreach (var (share, act) in Acts().Concat(lasts > TimeSpan.FromMinutes(20) ? MoreKills() : []).OrderBy(act => act.Share))
        {
            var due = start + (lasts * share) - DateTime.UtcNow;
            if (due > TimeSpan.Zero) await Task.Delay(due).ConfigureAwait(false);
            await act().ConfigureAwait(false);
        }
    }

    private IEnumerable<(double Share, Func<Task> Act)> Acts()
    {
        yield return (0.06, troubles.ChangeAsync);
        yield return (0.08, troubles.KillAsync);
        yield return (0.12, troubles.ChangeAsync);
        yield return (0.14, troubles.ChangeBadlyAsync);
        yield return (0.17, troubles.KillAsync);
        yield return (0.20, troubles.ChangeAsync);
        yield return (0.22, troubles.AskFastAsync);
        yield return (0.26, troubles.KillInChangeAsync);
        yield return (0.30, troubles.ChangeAsync);
        yield return (0.33, troubles.KillBrokerAsync);
        yield return (0.38, troubles.ChangeBadlyAsync);
        yield return (0.41, troubles.KillAsync);
        yield return (0.44, troubles.ChangeAsync);
        yield return (0.48, troubles.FillDiskAsync);
        yield return (0.55, troubles.ChangeAsync);
        yield return (0.57, troubles.HalfWriteAsync);
        yield return (0.59, troubles.KillInChangeAsync);
        yield return (0.62, troubles.KillAsync);
        yield return (0.66, troubles.ChangeBadlyAsync);
        yield return (0.70, troubles.AskFastAsync);
        for (var share = 0.72; share < 0.97; share += lasts > TimeSpan.FromMinutes(20) ? 0.02 : 0.04) yield return (share, troubles.ChangeAsync);
        yield return (0.98, troubles.AskFastAsync);
    }

    /// <summary>In a long run.</summary>
    private IEnumerable<(double Share, Func<Task> Act)> MoreKills() => new[] { 0.05, 0.10, 0.155, 0.185, 0.24, 0.285, 0.36, 0.425, 0.535 }.Select(share => (share, (Func<Task>)troubles.KillAsync));
}
