using System.Globalization;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>Keys every source may have beside its kind.</summary>
public sealed record SourceOptions
{
    /// <summary>Stops the pipeline when more bad rows than this came: a count (100), or a share of all rows (1%), which is judged from 1000 rows on and at the end.</summary>
    public BadRowLimit? MaxBadRows { get; init; }

    /// <summary>Longest record in bytes; a longer one becomes a dead letter.</summary>
    [Positive]
    public long MaxLine { get; init; } = 16 * 1024 * 1024;
}

/// <summary>Which column is the event time and how the watermark follows it.</summary>
public sealed record EventTimeOptions
{
    /// <summary>How far ahead of the clock a row of a live source may be unless its options say otherwise: further than local times taken for UTC (14 h), or a clock that is set back, can make it.</summary>
    internal static readonly Duration LiveFuture = Duration.FromSeconds(24 * 3600);

    /// <summary>The timestamp column.</summary>
    public required string Column { get; init; }

    /// <summary>How far rows may come out of order: the watermark is the largest event time less this.</summary>
    [NotNegative]
    public Duration Disorder { get; init; }

    /// <summary>A partition without rows for so long holds the watermark back no more. Time in which the source cannot be read, or the partition alone, as while the broker that has it does not answer, is no silence. One that a checkpoint knows and that is no longer there never does.</summary>
    [Positive]
    public Duration? IdleAfter { get; init; }

    /// <summary>
    /// A row whose event time is further ahead of the pipeline's clock than this becomes a dead letter and moves no watermark:
    /// a single one of the year 2099 would make all after it late. 1h is a good bound where all clocks are kept right. Unless
    /// written it is 1d for sources whose rows come into being while they are read, and there is none for those that end, are
    /// simulated, or are played by speed.
    /// </summary>
    [NotNegative]
    public Duration? MaxFuture { get; init; }

    /// <summary>When every input is idle the watermark goes on with the clock; unless said otherwise, only where the input has no end.</summary>
    public bool? AdvanceWhenIdle { get; init; }

    /// <summary>Each value of this column has its own watermark, in place of each file or topic partition.</summary>
    public string? Per { get; init; }

    /// <summary>A partition so far ahead of the slowest active one is paused.</summary>
    [Positive]
    public Duration MaxSkew { get; init; } = Duration.FromSeconds(60);

    /// <summary>Plays the rows as time went when they came into being: seconds of event time a second, 1 is as it happened. Without it rows come as fast as they are read.</summary>
    [Positive]
    public double? Speed { get; init; }
}

/// <summary>Keys every sink may have beside its kind.</summary>
public sealed record SinkOptions
{
    /// <summary>exactly_once or at_least_once; unless said otherwise the best the sink can do.</summary>
    public Delivery? Delivery { get; init; }

    /// <summary>What happens when the sink is slower than its input: wait, or drop rows (counted).</summary>
    public Overflow Overflow { get; init; }

    /// <summary>How long a call is made again that fails for what may pass, such as a full disk or a server that does not answer.</summary>
    public RetryOptions? Retry { get; init; }

    /// <summary>
    /// Rows wait on disk before the sink, so that a slow one, or a server that is away, does not hold up the others: disk, or
    /// how much of it they may take. They are sent in order behind the next checkpoint, at least once: after a crash those of
    /// its last second, or of the batch under way, are sent again. Needs checkpoint.path.
    /// </summary>
    public BufferOptions? Buffer { get; init; }
}

/// <summary>A buffer on disk before a sink.</summary>
public sealed record BufferOptions
{
    /// <summary>disk, which is 10GB, or another size. When so much waits, whoever sends has to wait too, and rows are sent before their checkpoint, which after a crash come again.</summary>
    [Whole]
    public required DiskSize Disk { get; init; }

    /// <summary>Folder for buffers; each pipeline and each of its sinks has one of its own below it. Unless said otherwise they lie beside the checkpoints.</summary>
    [NotEmpty]
    public string? Path { get; init; }
}

/// <summary>Retries of a sink: after 100 ms, then after twice as long each time, up to 30 s.</summary>
public sealed record RetryOptions
{
    /// <summary>The run fails when a call could not be made for so long; without it the pipeline waits until it is stopped.</summary>
    [Positive]
    public Duration? AtMost { get; init; }
}

public enum Overflow
{
    /// <summary>Full means wait, up to the source.</summary>
    Wait,

    /// <summary>Full means drop, counted.</summary>
    Drop,
}

/// <summary>How a column is read from a record: its type alone, or a map with more.</summary>
public sealed record ColumnOptions
{
    /// <summary>bool, int, float, timestamp, duration, string, json, or list(…) of one of these.</summary>
    [Whole]
    public required ColumnType Type { get; init; }

    /// <summary>Where the value stands in the record, a.b[0]; unless said otherwise under the column's name.</summary>
    [NotEmpty]
    public string? From { get; init; }

    /// <summary>Unit of a timestamp or duration written as a number.</summary>
    public TimeUnit? Unit { get; init; }

    /// <summary>What becomes of a row whose value is of the wrong type.</summary>
    public OnError OnError { get; init; }

    /// <summary>What NaN and infinities are read as.</summary>
    public NonFinite NonFinite { get; init; }
}

/// <summary>Unit of a time written as a number.</summary>
public enum TimeUnit
{
    /// <summary>Seconds.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Nanoseconds.</summary>
    Ns,
}

/// <summary>What becomes of a value of the wrong type.</summary>
public enum OnError
{
    /// <summary>The row is a bad one.</summary>
    Reject,

    /// <summary>The value is null.</summary>
    Null,
}

/// <summary>What NaN and infinities are read as.</summary>
public enum NonFinite
{
    /// <summary>Themselves.</summary>
    Keep,

    /// <summary>Null.</summary>
    Null,
}

/// <summary>The keys of <c>checkpoint</c>.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Barriers cut the stream this often.</summary>
    [Positive]
    public Duration Every { get; init; } = Duration.FromSeconds(10);

    /// <summary>Folder for checkpoints, on a disk that outlives the run; each pipeline has a folder of its own below it. A run that is started again goes on from the newest. Unless it is written none are kept.</summary>
    [NotEmpty]
    public string? Path { get; init; }
}

/// <summary>The keys of <c>runtime</c>.</summary>
public sealed record RuntimeOptions
{
    /// <summary>Instances that a keyed transform may be spread over; 1 keeps it in one.</summary>
    [Between(1, 256)]
    public int Lanes { get; init; } = 1;

    /// <summary>Batches that may wait on a link before whoever sends has to wait; before a sink one of less than 1024 rows counts as that share of a batch.</summary>
    [Between(1, 4096)]
    public int LinkCapacity { get; init; } = 16;
}

/// <summary>How the pipeline is run: what <c>checkpoint</c> and <c>runtime</c> say.</summary>
public sealed record RunOptions
{
    /// <summary>See <see cref="CheckpointOptions.Every"/>.</summary>
    public Duration CheckpointEvery { get; init; } = Duration.FromSeconds(10);

    /// <summary>See <see cref="CheckpointOptions.Path"/>; null when no checkpoints are kept.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>See <see cref="RuntimeOptions.Lanes"/>.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>See <see cref="RuntimeOptions.LinkCapacity"/>.</summary>
    public int LinkCapacity { get; init; } = 16;
}

/// <summary>A count of rows, or a share of them in 0 to 1.</summary>
public readonly record struct BadRowLimit(long? Count, double? Share)
{
    /// <summary>Reads 100 or 1%; null when it is neither.</summary>
    public static BadRowLimit? Parse(string text)
    {
        text = text.Trim();
        if (!text.EndsWith('%'))
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? new BadRowLimit(count, null) : null;
        return double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent <= 100
            ? new BadRowLimit(null, percent / 100)
            : null;
    }
}
