namespace StreamGuard.Core.Runtime.Feeds;

/// <summary>How a feed stands.</summary>
/// <param name="Told">Rows that came to it.</param>
/// <param name="Waiting">Rows that are not brought yet, or not known to be.</param>
/// <param name="Refused">Rows that the sink did not take: they are dead letters.</param>
/// <param name="Lost">Rows that have gone because more waited than may.</param>
/// <param name="Trouble">What keeps rows from being brought; null when nothing does.</param>
public sealed record FeedFigures(long Told, int Waiting, long Refused, long Lost, string? Trouble);
