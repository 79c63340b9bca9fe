namespace StreamGuard.Core.Runtime.Sinks;

/// <summary>
/// Holds a call of a sink back while one is under way that it must not overlap with. Rows and commits have a gate each, for
/// a sink may take rows beside a commit; whoever must overlap with neither goes through both, that of commits first.
/// </summary>
internal sealed class SinkGates
{
    private readonly SemaphoreSlim _rows = new(1, 1);
    private readonly SemaphoreSlim _commits = new(1, 1);

    /// <summary>For a call that brings rows.</summary>
    public ValueTask<Pass> ForRowsAsync() => ThroughAsync(_rows);

    /// <summary>For a commit.</summary>
    /// <param name="besideRows">A call that brings rows may be under way.</param>
    public ValueTask<Pass> ForCommitAsync(bool besideRows) => ThroughAsync(besideRows ? _commits : _rows);

    /// <summary>For a call beside which nothing may be under way.</summary>
    public async ValueTask<Pass> ForAllAsync()
    {
        await _commits.WaitAsync().ConfigureAwait(false);
        await _rows.WaitAsync().ConfigureAwait(false);
        return new Pass(_rows, _commits);
    }

    /// <summary>The same; null when another call takes too long.</summary>
    /// <param name="longest">How long to wait for it, at each gate.</param>
    public async ValueTask<Pass?> ForAllAsync(TimeSpan longest)
    {
        if (!await _commits.WaitAsync(longest).ConfigureAwait(false)) return null;
        if (await _rows.WaitAsync(longest).ConfigureAwait(false)) return new Pass(_rows, _commits);
        _commits.Release();
        return null;
    }

    private static async ValueTask<Pass> ThroughAsync(SemaphoreSlim gate)
    {
        await gate.WaitAsync().ConfigureAwait(false);
        return new Pass(gate, null);
    }

    /// <summary>A call is under way until this is disposed of, once.</summary>
    internal readonly struct Pass(SemaphoreSlim gate, SemaphoreSlim? other) : IDisposable
    {
        public void Dispose()
        {
            gate.Release();
            other?.Release();
        }
    }
}
