using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>
/// Sorts the rows of a bounded input, which leave at its end. Nulls and NaN stand last, upwards and downwards; rows that are
/// equal stay in the order they came in. More rows than fit into the memory allowed are sorted by way of the disk.
/// </summary>
/// <example>
/// sort: { by: [anomaly_score desc, user] }
/// </example>
public sealed record SortOptions
{
    /// <summary>Columns to sort by, the first counting most; asc or desc may stand behind a name, unless written asc.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> By { get; init; }

    /// <summary>Rows are kept in so much memory; those beyond it go to files in the system's folder for temporary files.</summary>
    public ByteSize Memory { get; init; } = new(256 * 1024 * 1024);
}

internal sealed class Sort(SortOptions options) : ITransform, IDisposable
{
    private const byte Format = 1;

    private SortedRows? _rows;
    private bool _hasLeft;

    public Schema? Bind(TransformBinding binding)
    {
        var isBounded = Bounded.Check("sort", binding);
        if (SortOrder.Bind("by", options.By, binding) is not { } order || !isBounded) return null;
        _rows = new SortedRows(binding.Input, order, options.Memory.Bytes);
        binding.StateIsBounded($"every row until the end of the input, {options.Memory} of them in memory and the others on disk");
        return binding.Input;
    }

    public void OnBatch(Batch batch, Output output)
    {
        _rows!.Add(batch);
        output.Account.Held += batch.Rows;
        if (_rows.Runs > 0) output.Account.Figures.Count("spilled_runs", "sorted runs of rows went to disk").Value = _rows.Runs;
    }

    /// <summary>What comes out last may be what is earliest.</summary>
    public long OnWatermark(long watermark, Output output)
    {
        if (watermark != long.MaxValue) return long.MinValue;
        Leave(output);
        return watermark;
    }

    public void OnEnd(Output output) => Leave(output);

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_hasLeft);
        _rows!.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a sort");
        _hasLeft = state.ReadBool();
        _rows!.Restore(state);
    }

    public void Dispose() => _rows?.Dispose();

    private void Leave(Output output)
    {
        if (_hasLeft) return;
        _hasLeft = true;
        output.Account.Passed += _rows!.Count;
        output.Account.Held -= _rows.Count;
        _rows.Take(output.Emit);
    }
}
