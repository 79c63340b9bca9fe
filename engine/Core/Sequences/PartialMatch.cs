namespace StreamGuard.Core.Sequences;

/// <summary>Rows that may become a match, or have.</summary>
internal sealed class PartialMatch(int steps)
{
    /// <summary>What each step has taken so far.</summary>
    public Taken[] Steps { get; } = new Taken[steps];

    /// <summary>The step that takes rows now.</summary>
    public int Step { get; set; }

    /// <summary>The step takes no more rows: it is strict, and another came.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The next step cannot begin before this one has taken another row: what may not come between has come.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>All steps are done, and it waits until <see cref="Deadline"/> whether a row comes that must not.</summary>
    public bool IsWaiting { get; set; }

    /// <summary>The last instant at which such a row counts.</summary>
    public long Deadline { get; set; }

    /// <summary>It has been given up or has become a match.</summary>
    public bool IsOver { get; set; }

    public ref Taken Current => ref Steps[Step];

    /// <summary>Its first row, by the order of rows.</summary>
    public long Start => Steps[0].FirstOrder;

    public long StartTime => Steps[0].FirstTime;

    /// <summary>More rows in an earlier step go first: below 0 when this one has them.</summary>
    public int CompareRows(PartialMatch other)
    {
        for (var step = 0; step < Steps.Length; step++)
        {
            var compared = other.Steps[step].Count.CompareTo(Steps[step].Count);
            if (compared != 0) return compared;
        }

        return 0;
    }
}

/// <summary>The rows of one step.</summary>
internal struct Taken
{
    public long Count;

    /// <summary>Numbers under which the first and the last row are held.</summary>
    public int First;

    public int Last;

    /// <summary>Places of both in the order of all rows.</summary>
    public long FirstOrder;

    public long LastOrder;

    /// <summary>Their event times.</summary>
    public long FirstTime;

    public long LastTime;
}
