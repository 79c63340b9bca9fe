namespace StreamGuard.Core.Transforms.Windows;

/// <summary>Decides which windows rows belong to, when windows leave, and what can still come.</summary>
internal abstract class WindowAssigner(WindowGroups groups)
{
    protected WindowGroups Groups { get; } = groups;

    /// <summary>How many windows a row may belong to: <see cref="Assign"/> is called once for each.</summary>
    public virtual int Passes => 1;

    /// <summary>Windows that are full and leave after this batch, whatever the watermark.</summary>
    public List<int> Completed { get; } = [];

    /// <summary>Fills <see cref="WindowRows.Cells"/>, opens windows as needed, and sets late rows aside.</summary>
    public abstract void Assign(WindowRows rows, int pass, TouchedWindows touched);

    /// <summary>Called when the rows of all passes have been added.</summary>
    public virtual void End(WindowRows rows)
    {
        foreach (var row in rows.Late) Groups.RemoveUnused(rows.Keys[row]);
    }

    /// <summary>Adds the windows that leave at a watermark.</summary>
    public abstract void Fire(long watermark, List<int> due);

    /// <summary>A window has left at its end: keep it for updates, or close it.</summary>
    public abstract void Left(int group, long watermark);

    /// <summary>No row to come has an earlier event time than this.</summary>
    public abstract long Hold(long watermark);

    /// <summary>A window has come back from a checkpoint.</summary>
    public abstract void Adopt(int group);
}
