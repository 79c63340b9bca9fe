using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates;
using StreamGuard.Core.State;

namespace StreamGuard.Core.Transforms.Groups;

/// <summary>All groups held: a key's number is that of its cell.</summary>
internal sealed class GroupTable(GroupPlan plan)
{
    private int[] _cells = [];
    private int[] _revisions = [];

    public KeyIndex Keys { get; } = new(plan.Input, plan.Key);

    public AggregateSet Aggregates { get; } = plan.NewAggregates();

    public long StateBytes => Keys.StateBytes + ((long)Keys.Slots * (Aggregates.BytesPerCell + (plan.IsUpdating ? sizeof(int) : 0)));

    /// <summary>Bytes of memory, about: arrays have room to grow, and nested groups are no part of what is saved by cell.</summary>
    public long MemoryBytes => (2 * StateBytes) + Aggregates.HeldBytes;

    /// <summary>Adds the first rows of a batch to their groups.</summary>
    /// <returns>The groups of these rows; valid until the next call.</returns>
    public ReadOnlySpan<int> Add(Batch batch, int rows)
    {
        if (_cells.Length < batch.Rows) _cells = new int[Math.Max(batch.Rows, 2 * _cells.Length)];
        var cells = _cells.AsSpan(0, batch.Rows);
        cells[..rows].Clear();
        cells[rows..].Fill(-1);
        Keys.GetOrAdd(batch, cells);
        Reserve();
        Add(batch, cells);
        return cells[..rows];
    }

    /// <summary>Adds the rows of a batch whose groups are there already.</summary>
    /// <param name="batch">The rows.</param>
    /// <param name="others">Takes the others.</param>
    public void AddKnown(Batch batch, GroupOverflow others)
    {
        if (_cells.Length < batch.Rows) _cells = new int[Math.Max(batch.Rows, 2 * _cells.Length)];
        var cells = _cells.AsSpan(0, batch.Rows);
        for (var row = 0; row < cells.Length; row++)
        {
            cells[row] = Keys.Find(batch, row, out var key);
            if (cells[row] < 0) others.Choose(row, key);
        }

        Add(batch, cells);
        others.Write(batch);
    }

    /// <summary>Forgets groups.</summary>
    public void Remove(ReadOnlySpan<int> groups)
    {
        foreach (var group in groups)
        {
            Aggregates.Clear(group);
            Keys.Remove(group);
        }
    }

    private void Add(Batch batch, ReadOnlySpan<int> cells)
    {
        Aggregates.Begin(batch);
        Aggregates.Add(cells, plan.EventTime < 0 ? [] : batch.Ints(plan.EventTime));
        Aggregates.End();
    }

    /// <summary>The group of all rows, where there is no key, whether or not a row came.</summary>
    public void AddOnly()
    {
        Keys.GetOrAdd([], out _);
        Reserve();
    }

    /// <summary>How often the group has left; counts one more.</summary>
    public int NextRevision(int group) => _revisions[group]++;

    public void Save(StateWriter state)
    {
        var saved = Keys.Used();
        Keys.Save(state);
        Aggregates.Save(saved, 1, state);
        if (!plan.IsUpdating) return;
        foreach (var (first, count) in saved.Runs) state.WriteItems<int>(_revisions.AsSpan(first, count));
    }

    /// <summary>Adds the groups that were saved. With a share, only those of its keys.</summary>
    public void Restore(StateReader state, IKeyShare? share)
    {
        var savedKeys = Keys.Empty();
        savedKeys.Restore(state);
        var isOwn = share is null ? null : savedKeys.Of(share);
        var groups = new int[savedKeys.Slots];
        for (var key = 0; key < groups.Length; key++)
            groups[key] = savedKeys.IsUsed(key) && (isOwn is null || isOwn[key]) ? Keys.GetOrAdd(savedKeys.Key(key), out _) : -1;
        Reserve();
        Aggregates.Restore(groups, 1, state);
        if (!plan.IsUpdating) return;
        var revisions = new int[groups.Length];
        state.ReadItems<int>(revisions);
        for (var key = 0; key < groups.Length; key++)
            if (groups[key] >= 0) _revisions[groups[key]] = revisions[key];
    }

    private void Reserve()
    {
        Aggregates.EnsureCapacity(Keys.Slots);
        if (plan.IsUpdating && Keys.Slots > _revisions.Length) Array.Resize(ref _revisions, Math.Max(Keys.Slots, 2 * _revisions.Length));
    }
}
