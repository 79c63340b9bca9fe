namespace StreamGuard.Core.History.Recent;

/// <summary>What a row sees of itself and of its own instant.</summary>
public enum Sees
{
    Earlier,
    Self,
    Instant,
}
