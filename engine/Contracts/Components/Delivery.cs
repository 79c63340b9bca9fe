namespace StreamGuard.Contracts;

/// <summary>How often a row may arrive at a sink.</summary>
public enum Delivery
{
    /// <summary>Sent at once; may be repeated after a crash.</summary>
    AtLeastOnce,

    /// <summary>Never visible twice: a folder shows rows at a barrier.</summary>
    ExactlyOnce,
}
