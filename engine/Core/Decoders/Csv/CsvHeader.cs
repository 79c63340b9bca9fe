namespace StreamGuard.Core.Decoders.Csv;

/// <summary>What the first record of a table tells.</summary>
/// <param name="Cells">Cells a record.</param>
/// <param name="Names">Their names; null when the table has no header.</param>
/// <param name="IsHere">The chunk begins with the header, which is no row.</param>
/// <param name="OrMore">A record may have more cells than that.</param>
internal sealed record CsvHeader(int Cells, IReadOnlyList<string>? Names, bool IsHere, bool OrMore = false);
