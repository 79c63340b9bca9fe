namespace StreamGuard.Core.Aggregates.Prior;

/// <summary>What an argument of an aggregate may ask of the row before, of the same cell.</summary>
internal enum PriorKind
{
    /// <summary>Its value.</summary>
    Previous,

    /// <summary>The seconds since its time.</summary>
    Elapsed,
}

/// <param name="Kind">What is asked.</param>
/// <param name="Argument">Place of the column that it is asked of.</param>
internal sealed record PriorCall(PriorKind Kind, int Argument);
