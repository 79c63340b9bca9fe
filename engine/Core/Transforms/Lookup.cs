using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Transforms;

/// <summary>
/// Adds what a table says of each row. The table is read before the first row; a row whose key is null, or stands
/// not in the table, matches nothing. A run that goes on from a checkpoint uses the table as it is now, and says so where
/// it is another than at the checkpoint. With <c>refresh</c> it is read again while the pipeline runs, and takes the place of the
/// old one whole, between two batches. One that is gone, or no good, leaves the old one in force: that is counted with the
/// reason, and it is tried again after 1 s, 2 s, 4 s and so on up to the time of the schedule. Because a file may be half
/// written, what is new in it must be the same twice, 1 s apart; a program that writes one does best to write another and
/// rename it.
/// </summary>
/// <example>
/// lookup:
///   table: { path: devices.csv, columns: { device: string, site: string, limit: float } }
///   on: device
///   columns: [site, limit]
/// </example>
public sealed record LookupOptions
{
    /// <summary>The table.</summary>
    public required TableOptions Table { get; init; }

    /// <summary>Columns of the input that are matched with the table's key; an empty list, <c>on: []</c>, where the table has one row, which is that of every row.</summary>
    public required IReadOnlyList<string> On { get; init; }

    /// <summary>Columns of the table to add; unless written, all but its key.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Stands before the names of the columns added.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What becomes of a row that matches nothing: null adds nulls, drop leaves it out, dead_letter sends it there.</summary>
    public MissingKey OnMissing { get; init; }

    /// <summary>Values instead of nulls for rows that match nothing: the table's columns, without the prefix, and a value each.</summary>
    public IReadOnlyDictionary<string, string>? Default { get; init; }

    /// <summary>How often the table is read again; unless written, never.</summary>
    [Positive]
    public Duration? Refresh { get; init; }
}

/// <summary>What becomes of a row that matches nothing.</summary>
public enum MissingKey
{
    /// <summary>Its added columns are null, or what default says.</summary>
    Null,

    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>It becomes a dead letter.</summary>
    DeadLetter,
}

internal sealed class Lookup(LookupOptions options) : ITransform, IReloadable, IDisposable
{
    private const byte Format = 1;

    private int[] _on = [];
    private int[] _key = [];
    private int[] _added = [];
    private Schema? _output;
    private LiveTable? _live;
    private byte[]? _hashBefore;

    /// <summary>The look at the table that is under way, or the last one.</summary>
    internal Task Looking => _live!.Looking;

    private LookupTable Table => _live!.Current;

    public Schema? Bind(TransformBinding binding)
    {
        if (new LookupBinder(options, binding).Source() is not { } source) return null;
        var table = source.Schema;
        var key = options.On.Count == 0 ? [] : options.Table.Key ?? options.On;
        _on = [.. options.On.Select((name, i) => binding.RequireColumn($"on[{i}]", name, binding.Input, KeyEncoder.Fits, "a single value, not a list"))];
        _key = [.. key.Select((name, i) => binding.RequireColumn(options.Table.Key is null ? "table.columns" : $"table.key[{i}]", name, table))];
        var chosen = options.Columns ?? [.. table.Names.Except(key)];
        _added = [.. chosen.Select((name, i) => binding.RequireColumn($"columns[{i}]", name, table))];
        var missing = new LookupBinder(options, binding).Missing(table);
        if (_on.Contains(-1) || _key.Contains(-1) || _added.Contains(-1) || missing is null || !Fits(binding, table)) return null;

        _live = new LiveTable(() => new LookupTable(source, _key, _on, missing), binding.Clock, options.Refresh?.TimeSpan, source.MayBeHalf);
        Describe(binding, source);
        _output = binding.Input.Add(Added(table));
        return _output;
    }

    public void Start() => _live!.Start();

    public void Reload() => _live?.Look();

    public void Dispose() => _live?.Dispose();

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.WriteBytes(_live is { Current: { } table } ? table.Hash : _hashBefore);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a lookup");
        // Nothing was saved of a table that was not read yet.
        _hashBefore = state.ReadBytes() is { IsEmpty: false } hash ? hash.ToArray() : null;
    }

    public void OnBatch(Batch batch, Output output)
    {
        if (_hashBefore is not null) Compare(output);
        TakeNext(output);
        var found = Buffers.Rent<int>(batch.Rows);
        var matched = Table.Match(batch, found);
        if (matched == batch.Rows || options.OnMissing == MissingKey.Null) Send(batch, found.AsSpan(0, batch.Rows), output);
        else SendMatched(batch, found.AsSpan(0, batch.Rows), matched, output);
        Buffers.Return(found);
    }

    public void OnBarrier(Output output) => TakeNext(output);

    private void TakeNext(Output output)
    {
        if (options.Refresh is null) return;
        _live!.TakeNext();
        if (_live.Refreshed > 0) output.Account.Figures.Count("table_refreshed", "the table was replaced by a newer one").Value = _live.Refreshed;
        if (_live.Failed is not { Count: > 0 } failed) return;
        var failures = output.Account.Figures.Count("table_refresh_failed", "the table could not be read again, and the old one stays");
        (failures.Value, failures.Text) = (failed.Count, failed.Reason);
    }

    private void Describe(TransformBinding binding, TableSource source)
    {
        var when = options.Refresh is { } refresh ? $"read at the start and every {refresh}" : "read at the start";
        binding.StateIsFixed($"{(options.Table.Path is null ? "the rows of the query" : $"the table {source.Words}")}, {when}");
        binding.StateDependsOn(options.Table.Path ?? options.Table.Sql);
        if (options.Refresh is not null) binding.Note("which rows are matched with a newer table depends on the clock");
    }

    private void Compare(Output output)
    {
        if (!_hashBefore.AsSpan().SequenceEqual(Table.Hash))
        {
            var changes = output.Account.Figures.Count("table_changed", "table is another than at the checkpoint");
            (changes.Value, changes.Text) = (changes.Value + 1, TableSource.WordsOf(options.Table));
        }

        _hashBefore = null;
    }

    private IEnumerable<Field> Added(Schema table) => _added.Select(column => table[column] with { Name = options.Prefix + table[column].Name });

    private bool Fits(TransformBinding binding, Schema table)
    {
        var fits = true;
        if (_on.Length != _key.Length)
        {
            binding.Error(ProblemCodes.LookupDiffers, "table.key", $"table.key must have as many columns as on, {_on.Length}, got {_key.Length}.");
            return false;
        }

        for (var i = 0; i < _on.Length; i++)
        {
            var (on, key) = (binding.Input[_on[i]], table[_key[i]]);
            if (on.Type == key.Type) continue;
            binding.Error(ProblemCodes.LookupDiffers, $"on[{i}]", $"'{on.Name}' is {on.Type}, and '{key.Name}' of the table is {key.Type}.", $"Write table: {{ columns: {{ {key.Name}: {on.Type} }} }}, or convert '{on.Name}' with compute before.");
            fits = false;
        }

        return fits & AddsNewNames(binding, table);
    }

    private bool AddsNewNames(TransformBinding binding, Schema table)
    {
        var names = binding.Input.Names.ToHashSet();
        if (Added(table).FirstOrDefault(field => !names.Add(field.Name)) is not { } twice) return true;
        binding.Error(ProblemCodes.ColumnTwice, options.Columns is null ? "" : "columns", $"lookup adds a column '{twice.Name}' that is there already.", "Write prefix: table_, or choose the columns to add.");
        return false;
    }

    private void SendMatched(Batch batch, ReadOnlySpan<int> found, int matched, Output output)
    {
        var rows = Buffers.Rent<int>(batch.Rows);
        var places = Buffers.Rent<int>(matched);
        var (first, last) = (0, batch.Rows);
        for (var row = 0; row < batch.Rows; row++)
            if (found[row] != Table.Nothing) (rows[first], places[first++]) = (row, found[row]);
        for (var row = batch.Rows - 1; row >= 0; row--)
            if (found[row] == Table.Nothing) rows[--last] = row;

        if (options.OnMissing == MissingKey.Drop) output.Account.Filtered += batch.Rows - matched;
        else output.DeadLetter(batch, rows.AsSpan(last, batch.Rows - last), $"no row of {TableSource.WordsOf(options.Table)} matches {string.Join(", ", options.On)}");
        if (matched > 0)
        {
            var kept = batch.Where(rows.AsSpan(0, matched));
            Send(kept, places.AsSpan(0, matched), output);
            kept.Release();
        }

        Buffers.Return(places);
        Buffers.Return(rows);
    }

    private void Send(Batch batch, ReadOnlySpan<int> found, Output output)
    {
        var columns = new Column[_output!.Count];
        batch.Columns.CopyTo(columns);
        foreach (var column in batch.Columns) column.Retain();
        for (var i = 0; i < _added.Length; i++) columns[batch.Columns.Length + i] = Table.Rows[_added[i]].Gather(found);
        output.Account.Passed += batch.Rows;
        output.Emit(batch.With(_output, columns));
    }
}
