using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Sequences;

/// <summary>
/// What a row must meet: the part that reads the row alone is worked out for a whole batch, the part that reads earlier steps
/// for each partial match where the row meets the other.
/// </summary>
/// <param name="plain">Reads the row alone; null when there is no such part.</param>
/// <param name="referring">Reads earlier steps; null when there is no such part.</param>
/// <param name="columns">What <paramref name="referring"/> was bound to.</param>
internal sealed class StepCondition(Expression? plain, Expression? referring, MatchColumns? columns)
{
    private bool[] _meets = [];
    private Batch? _batch;

    public bool RefersBack => referring is not null;

    public void Begin(Batch batch)
    {
        _batch = batch;
        if (_meets.Length < batch.Rows) _meets = new bool[Math.Max(batch.Rows, 2 * _meets.Length)];
        _meets.AsSpan(0, batch.Rows).Fill(plain is null);
        if (plain is null) return;
        var rows = Buffers.Rent<int>(batch.Rows);
        var count = plain.Select(batch, rows);
        for (var i = 0; i < count; i++) _meets[rows[i]] = true;
        Buffers.Return(rows);
    }

    /// <summary>Whether a row meets the part that reads it alone.</summary>
    public bool MayMeet(int row) => _meets[row];

    /// <summary>Whether a row meets it as one that follows a partial match.</summary>
    public bool Meets(int row, PartialMatch match, HeldRows held)
    {
        if (!_meets[row] || referring is null) return _meets[row];
        columns!.Append(match, _batch!, row, held);
        var asked = columns.Build(1);
        Span<int> met = stackalloc int[1];
        var count = referring.Select(asked, met);
        asked.Release();
        return count > 0;
    }
}
