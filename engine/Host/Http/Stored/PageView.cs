namespace StreamGuard.Host.Http.Stored;

/// <summary>Some of many.</summary>
/// <param name="Items">What was asked for, in the order of the list.</param>
/// <param name="Next">The cursor of the next page; left out on the last.</param>
internal sealed record PageView<T>(IReadOnlyList<T> Items, string? Next);
