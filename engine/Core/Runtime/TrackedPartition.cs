namespace StreamGuard.Core.Runtime;

/// <summary>One part of a source with a watermark of its own.</summary>
internal sealed class TrackedPartition(string name)
{
    public string Name { get; } = name;

    /// <summary>Largest event time so far; long.MinValue before the first.</summary>
    public long Greatest { get; set; } = long.MinValue;

    /// <summary>Its reader is there: a checkpoint knows of others too.</summary>
    public bool IsOpen { get; set; }

    public bool Finished { get; set; }

    public bool Idle { get; set; }

    /// <summary>It cannot be read for now: rows may be waiting. Set by its reader, from whatever thread.</summary>
    public volatile bool IsAway;

    /// <summary>The reader stands at its end for now.</summary>
    public bool CaughtUp { get; set; }

    /// <summary>When its last row came, or could have come again, as a timestamp of the clock: whoever sets the time does not make it silent.</summary>
    public long LastRow { get; set; }
}
