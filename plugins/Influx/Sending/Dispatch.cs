using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx.Sending;

/// <summary>
/// Sends lines until each is written or refused. Where the server does not say which of them it refuses, they are sent
/// again in parts until it is known: a line that is written twice is one point. That takes two requests a line at the
/// most, and few where the server names lines, their number, or the field it cannot take. When it fails it goes on, the
/// next time, where it stood.
/// </summary>
internal sealed class Dispatch(LineBatch batch, IWriter writer)
{
    private readonly Stack<int[]> _open = new([[.. Enumerable.Range(0, batch.Count)]]);
    private readonly List<(int Line, string Words)> _refused = [];

    public LineBatch Batch => batch;

    /// <summary>Lines that were refused, and why.</summary>
    public IReadOnlyList<(int Line, string Words)> Refused => _refused;

    public async Task RunAsync(CancellationToken stop)
    {
        while (_open.TryPeek(out var part))
        {
            FaultPoints.Reach("influx.write.before");
            var refusal = await writer.WriteAsync(batch.Take(part), stop).ConfigureAwait(false);
            FaultPoints.Reach("influx.write.after");
            _open.Pop();
            if (refusal is not null) Sift(part, refusal);
        }
    }

    private void Sift(int[] part, Refusal refusal)
    {
        if (part.Length == 1 || refusal.Dropped == part.Length)
        {
            foreach (var line in part) _refused.Add((line, refusal.Words));
            return;
        }

        if (refusal.LinesNamed(batch, part) is { Count: > 0 } named)
        {
            _refused.AddRange(named);
            var unnamed = part.Except(named.Select(each => each.Line)).ToArray();
            if (unnamed.Length > 0) _open.Push(unnamed);
            return;
        }

        var (first, second) = WithAndWithout(part, refusal.FieldInConflict());
        if (first.Length == 0 || second.Length == 0) (first, second) = (part[..(part.Length / 2)], part[(part.Length / 2)..]);
        _open.Push(second);
        _open.Push(first);
    }

    /// <summary>Lines that have the field, as far as their bytes show, and those that do not.</summary>
    private (int[] With, int[] Without) WithAndWithout(int[] part, byte[]? field)
    {
        if (field is null) return ([], part);
        var groups = part.ToLookup(Has);
        return ([.. groups[true]], [.. groups[false]]);

        bool Has(int line)
        {
            var bytes = batch[line];
            var at = bytes.IndexOf(field);
            while (at > 0 && bytes[at - 1] is not ((byte)',' or (byte)' '))
            {
                var next = bytes[(at + 1)..].IndexOf(field);
                at = next < 0 ? -1 : at + 1 + next;
            }

            return at > 0;
        }
    }
}
