namespace StreamGuard.Core.Tests.Sequences;

/// <summary>A step as the oracle has it: which kinds its rows have, how many, and what may not come before it.</summary>
internal sealed record OracleStep(string Kinds, int AtLeast, int AtMost, bool IsStrict = false, string? NotBefore = null);

/// <summary>Finds matches by trying every assignment of rows to steps.</summary>
/// <param name="steps">The steps.</param>
/// <param name="within">Microseconds from first to last row.</param>
/// <param name="notAfter">Kinds that may not come behind the last row.</param>
/// <param name="notAfterFor">For how long, microseconds.</param>
internal sealed class SequenceOracle(IReadOnlyList<OracleStep> steps, long within, string? notAfter = null, long notAfterFor = 0)
{
    /// <summary>The rows of each step of each match, in the order in which matches end.</summary>
    /// <param name="rows">Kind and time of each row of one key, by time.</param>
    /// <param name="overlaps">Search goes on behind the first row.</param>
    public List<int[][]> Matches(IReadOnlyList<(char Kind, long Time)> rows, bool overlaps)
    {
        var found = new List<int[][]>();
        var (from, begun) = (0, new HashSet<int>());
        for (var end = 0; end < rows.Count; end++)
        {
            if (notAfter is not null && rows.Skip(end + 1).Any(row => row.Time <= rows[end].Time + notAfterFor && notAfter.Contains(row.Kind))) continue;
            var ending = Assignments(rows, from, end).Where(match => !begun.Contains(match[0][0])).GroupBy(match => match[0][0]).OrderBy(group => group.Key)
                .Select(group => group.OrderByDescending(match => string.Join(' ', match.Select(step => $"{step.Length:D3}"))).ThenBy(match => string.Join(' ', match.SelectMany(step => step).Select(row => $"{row:D3}"))).First());
            foreach (var match in overlaps ? ending : ending.Take(1))
            {
                found.Add(match);
                if (overlaps) begun.Add(match[0][0]);
                else from = end + 1;
            }
        }

        return found;
    }

    private IEnumerable<int[][]> Assignments(IReadOnlyList<(char Kind, long Time)> rows, int from, int end) =>
        Enumerable.Range(from, end - from + 1).Where(first => rows[end].Time - rows[first].Time <= within)
            .SelectMany(first => Steps(rows, 0, first, end, isFirst: true).Where(match => match[0][0] == first));

    private IEnumerable<int[][]> Steps(IReadOnlyList<(char Kind, long Time)> rows, int step, int from, int end, bool isFirst)
    {
        if (step == steps.Count)
        {
            if (from == end + 1) yield return [];
            yield break;
        }

        var (kinds, least, most, isStrict, notBefore) = steps[step];
        var last = isFirst || isStrict ? from : end;
        for (var first = from; first <= last && first <= end; first++)
        {
            if (notBefore is not null && !isFirst && Enumerable.Range(from, first - from).Any(row => notBefore.Contains(rows[row].Kind))) yield break;
            var taken = new List<int>();
            for (var row = first; row <= end; row++)
            {
                if (!kinds.Contains(rows[row].Kind))
                {
                    if (isStrict || row == first) break;
                    continue;
                }

                taken.Add(row);
                if (taken.Count > most) break;
                if (taken.Count < least) continue;
                foreach (var rest in Steps(rows, step + 1, row + 1, end, isFirst: false)) yield return [[.. taken], .. rest];
            }
        }
    }
}
