namespace StreamGuard.Core.Transforms.Windows;

/// <summary>One window of one key. Times in microseconds UTC; the end does not belong to it.</summary>
/// <remarks>The widest fields stand first, so that it has 40 bytes: a million of them are copied at each checkpoint.</remarks>
internal struct WindowGroup
{
    public long Start;
    public long End;
    public int Key;

    /// <summary>Rows of a count window.</summary>
    public int Rows;

    /// <summary>Of the next row that leaves, counted from 0.</summary>
    public int Revision;

    /// <summary>Changes when the slot is used anew, so that what still points at the old window can tell.</summary>
    public int Serial;

    /// <summary>The key's next session, the next window due at the same time, or the next unused slot; -1 for none.</summary>
    public int Next;

    public bool IsUsed;

    /// <summary>It has left at its end, and is only kept to be updated or to tell late rows.</summary>
    public bool HasFired;

    /// <summary>It is on the list of those that leave after this batch.</summary>
    public bool IsTouched;
}
