namespace StreamGuard.Core.Runtime;

/// <summary>What became of the checkpoints of a run: figures for people, and whether it is well with them.</summary>
internal sealed class CheckpointHealth(TimeProvider clock)
{
    private const int TooMany = 3;

    private readonly Lock _lock = new();
    private readonly Histogram _took = new();
    private readonly Histogram _stoodStill = new();
    private CheckpointFigures _figures = new();
    private int _inARow;
    private long _committedAt;

    public CheckpointFigures Figures
    {
        get
        {
            lock (_lock) return _figures with
                {
                    Age = _figures.At is null ? null : clock.GetElapsedTime(_committedAt),
                    AllTook = _took.Figures,
                    AllStoodStill = _stoodStill.Figures,
                };
        }
    }

    /// <summary>The run began from this epoch.</summary>
    public void RestoredFrom(long epoch) => Change(figures => figures with { RestoredFrom = epoch });

    /// <summary>It was time for an epoch while the one before was not committed yet.</summary>
    public void Skipped() => Change(figures => figures with { Skipped = figures.Skipped + 1 });

    /// <summary>It took too long.</summary>
    public void Abandoned(long epoch, TimeSpan after)
    {
        Change(figures => figures with { Abandoned = figures.Abandoned + 1 });
        WentWrong($"checkpoint {epoch} was not complete after {after.TotalSeconds:0.#} s and was abandoned");
    }

    /// <summary>It could not be written.</summary>
    public void Failed(string reason)
    {
        Change(figures => figures with { Failed = figures.Failed + 1 });
        WentWrong(reason);
    }

    /// <summary>It is committed.</summary>
    /// <param name="pending">The epoch.</param>
    /// <param name="bytes">Bytes of state that it holds.</param>
    /// <param name="stoodStill">See <see cref="CheckpointFigures.StoodStill"/>.</param>
    public void Committed(PendingCheckpoint pending, long bytes, TimeSpan stoodStill)
    {
        var took = clock.GetElapsedTime(pending.Began);
        _took.Add(took);
        _stoodStill.Add(stoodStill);
        lock (_lock) (_inARow, _committedAt) = (0, clock.GetTimestamp());
        Change(figures => figures with
        {
            Epoch = pending.Epoch,
            Committed = figures.Committed + 1,
            At = clock.GetUtcNow(),
            Took = took,
            StoodStill = stoodStill,
            Bytes = bytes,
            Trouble = null,
            IsUnhealthy = false,
        });
    }

    /// <summary>The last one is as it should be, but something beside it is not.</summary>
    public void NotTidy(string trouble) => Change(figures => figures with { Trouble = trouble });

    private void WentWrong(string trouble)
    {
        lock (_lock) _inARow++;
        Change(figures => figures with { Trouble = trouble, IsUnhealthy = _inARow >= TooMany });
    }

    private void Change(Func<CheckpointFigures, CheckpointFigures> change)
    {
        lock (_lock) _figures = change(_figures);
    }
}

/// <summary>The checkpoints of a run so far.</summary>
public sealed record CheckpointFigures
{
    /// <summary>The last epoch that every sink has committed; 0 before the first of this run.</summary>
    public long Epoch { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How long ago that is.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>From its barrier until it was committed.</summary>
    public TimeSpan Took { get; init; }

    /// <summary>The longest that one block took no rows for it, while what runs in it saved or prepared.</summary>
    public TimeSpan StoodStill { get; init; }

    /// <summary>How long each of this run took.</summary>
    public HistogramFigures AllTook { get; init; } = HistogramFigures.None;

    /// <summary>How long the stream stood still for each of this run.</summary>
    public HistogramFigures AllStoodStill { get; init; } = HistogramFigures.None;

    /// <summary>Bytes of state that it holds; 0 where no checkpoints are kept.</summary>
    public long Bytes { get; init; }

    /// <summary>Epochs committed by this run.</summary>
    public long Committed { get; init; }

    /// <summary>Times an epoch was due while the one before was not committed yet.</summary>
    public long Skipped { get; init; }

    /// <summary>Epochs that took too long and were given up.</summary>
    public long Abandoned { get; init; }

    /// <summary>Epochs that could not be written.</summary>
    public long Failed { get; init; }

    /// <summary>What went wrong with the last one; null when nothing did.</summary>
    public string? Trouble { get; init; }

    /// <summary>Three in a row went wrong.</summary>
    public bool IsUnhealthy { get; init; }

    /// <summary>The checkpoint that the run began from; null when it began anew.</summary>
    public long? RestoredFrom { get; init; }
}
