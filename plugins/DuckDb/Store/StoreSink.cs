using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Store;

/// <summary>
/// An epoch's rows wait in files beside the store, which a checkpoint names; its commit writes them to the table and the
/// epoch beside it, in one transaction. Sent at once, rows are written as they come.
/// </summary>
internal sealed class StoreSink(StoreSinkOptions options) : ISink
{
    private readonly StorePaths _paths = StorePaths.Of(options.Path);
    private readonly List<string> _prepared = [];

    private string _pipeline = "";
    private string _component = "";
    private Schema _schema = null!;
    private bool _atOnce;
    private StoreFile? _file;
    private StoreEpochs _epochs = null!;
    private StoredRows _rows = null!;
    private RunFolder? _folder;
    private Database? _scratch;
    private Connection? _reader;
    private EpochRows? _pending;
    private HeldBatches? _held;
    private StoreState? _restored;
    private SinkContext? _context;
    private CommittedEpoch? _last;
    private int _lineage;
    private long _preparedRows;

    public void Bind(SinkBinding binding)
    {
        (_pipeline, _component, _schema) = (binding.Pipeline, binding.Component, binding.Input);
        _atOnce = binding.Delivery == Delivery.AtLeastOnce;
        StoreChecks.Columns(binding, binding.Input.Names);
        StoreChecks.Options(options, binding);
        // Rows that are in the store are the store's, whatever the pipeline makes of its columns next.
        binding.StateDependsOn([options.Path, options.Table, .. options.Key]);
        if (binding.Input.IsUpdating && options.Key.Count == 0) binding.Note("rows may be revised by later ones, which are added: see the columns revision and is_final, or write key");
        if (options.Retention is { } retention) binding.Note($"rows go when their {retention.Time} is {retention.Age} behind the newest, or behind the clock where the newest is ahead of it");
        binding.CanBeQueried(new QueryTable(_paths.File, options.Table));
        binding.Guarantees(binding.Delivery ?? Delivery.ExactlyOnce, _atOnce ? "visible at once" : "visible at the next checkpoint");
    }

    public void Restore(StateReader state) => _restored = StoreState.Read(state, _paths.Folder);

    public async ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        var table = new StoreTable(options.Table, _schema);
        _epochs = new StoreEpochs(_pipeline, _component, options.Table);
        _rows = new StoredRows(options, table, context.Clock);
        var file = StoreFile.Of(context.Run, _paths);
        await file.AcquireAsync(stop).ConfigureAwait(false);
        try
        {
            file.Claim(options.Table, _component);
            _folder = RunFolder.Open(_paths.Folder, $"{_pipeline}.{_component}", context.Run, _restored?.Files.ToHashSet(StringComparer.Ordinal) ?? []);
            _scratch = new Database(Path.Combine(_folder.Path, "spill"));
            _reader = _scratch.Another();
            file.Write(connection =>
            {
                StoreEpochs.Make(connection);
                table.Match(connection);
                GoOn(connection);
            });
            if (_atOnce) _held = new HeldBatches();
            else _pending = new EpochRows(_scratch, _schema, _folder, $"write to the store '{_paths.File}'");
            foreach (var done in (_restored?.Files ?? []).Where(File.Exists)) File.Delete(done);
            _restored = null;
            _file = file;
        }
        catch
        {
            CloseFolder();
            file.Release();
            throw;
        }
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        if (_held is null) return _pending!.AddAsync(batch);
        // Before the rows are taken: a call that finds the disk full is made again.
        if (_held.IsFull) WriteHeld();
        _held.Add(batch);
        return ValueTask.CompletedTask;
    }

    public ValueTask FlushAsync(CancellationToken stop)
    {
        WriteHeld();
        return ValueTask.CompletedTask;
    }

    public bool CommitsBesideWrites => true;

    public async ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        WriteHeld();
        if (_pending is { Rows: > 0 } pending)
        {
            var rows = pending.Rows;
            var files = await pending.TakeAsync().ConfigureAwait(false);
            _preparedRows += rows;
            _prepared.AddRange(files);
            _context!.Wrote(files.Sum(file => new FileInfo(file).Length));
        }

        new StoreState(_lineage, epoch, _last?.Epoch ?? 0, _preparedRows, _prepared).Write(state, _paths.Folder);
    }

    public async ValueTask CommitAsync(long epoch, CancellationToken stop)
    {
        if (_prepared.Count == 0) return;
        var next = new CommittedEpoch(_lineage, epoch, _last?.Epoch ?? 0, _preparedRows);
        await Background.RunAsync(() => _file!.Write(connection =>
        {
            // Of an attempt that failed behind its end.
            if (_epochs.Read(connection) == next) return;
            AddPrepared(connection, _prepared, next, _schema);
        })).ConfigureAwait(false);
        _last = next;
        foreach (var done in _prepared) File.Delete(done);
        _prepared.Clear();
        _preparedRows = 0;
    }

    public ValueTask CloseAsync()
    {
        if (_file is null) return ValueTask.CompletedTask;
        CloseFolder();
        _file.Release();
        _file = null;
        return ValueTask.CompletedTask;
    }

    /// <summary>A run that goes on finishes what its checkpoint prepared, and takes away what was committed later.</summary>
    private void GoOn(Connection connection)
    {
        _last = _epochs.Read(connection);
        if (_restored is not { } state)
        {
            _lineage = (_last?.Lineage ?? 0) + 1;
            _last = null;
            return;
        }

        _lineage = state.Lineage;
        if (_last is not null && _last.Lineage < _lineage) _last = null;
        if (_last is not null && _last.Lineage > _lineage) throw Lost("a run that began anew has written to it since");
        var found = _last?.Epoch ?? 0;
        if (found > state.Epoch) TakeBack(connection, state);
        else if (found == state.Base && state.Rows > 0) Finish(connection, state);
        else if (found != state.Committed) throw Lost(found == 0 ? "it has none of what was committed" : $"epoch {found} is the last that it has of sink '{_component}'");
    }

    private void Finish(Connection connection, StoreState state)
    {
        if (state.Files.FirstOrDefault(file => !File.Exists(file)) is { } gone)
            throw new IOException($"'{gone}', which has rows of the checkpoint, is gone: bring it back, or begin anew with --fresh");
        _last = new CommittedEpoch(_lineage, state.Epoch, state.Base, state.Rows);
        // Written by a run that may have had other columns.
        var schema = StoreTypes.SchemaOf(_scratch!, ReadFiles(state.Files));
        new StoreTable(options.Table, schema).Match(connection);
        AddPrepared(connection, state.Files, _last, schema);
    }

    private void TakeBack(Connection connection, StoreState state)
    {
        var last = _last!;
        _last = last with { Epoch = state.Committed, Previous = -1, Rows = 0 };
        // Where rows take the place of others, they come again and do.
        if (options.Key.Count == 0)
        {
            if (last.Previous != state.Committed) throw Lost($"epoch {last.Epoch} is the last that it has of sink '{_component}', and only that could be taken back");
            if (_epochs.Other(connection) is { } other) throw Lost($"sink '{other}' has written to the table '{options.Table}' too, so that nothing can be taken back");
            _rows.TakeBack(connection, last.Rows);
        }

        _epochs.Write(connection, _last);
    }

    private IOException Lost(string reason) =>
        new($"the store '{_paths.File}' is not as checkpoint {_restored!.Epoch} left it: {reason}; bring it back, or begin anew with --fresh, when rows that were delivered come again");

    private void AddPrepared(Connection connection, IReadOnlyList<string> files, CommittedEpoch epoch, Schema schema)
    {
        using var query = new Query(_reader!, $"SELECT * FROM {ReadFiles(files)}", schema);
        _rows.Add(connection, schema, Batches(query, schema));
        _epochs.Write(connection, epoch);
    }

    private static string ReadFiles(IReadOnlyList<string> files) => $"read_parquet([{string.Join(", ", files.Select(Connection.Quote))}], union_by_name = true)";

    private static IEnumerable<Batch> Batches(Query query, Schema schema)
    {
        while (query.Next() is var (columns, rows)) yield return new Batch(schema, columns, rows);
    }

    private void WriteHeld()
    {
        if (_held is not { Rows: > 0 } held) return;
        _file!.Write(connection => _rows.Add(connection, _schema, held.Lend()));
        held.Clear();
    }

    private void CloseFolder()
    {
        _held?.Clear();
        _pending?.Dispose();
        _reader?.Dispose();
        _scratch?.Dispose();
        _folder?.Dispose();
        (_held, _pending, _reader, _scratch, _folder) = (null, null, null, null, null);
    }
}
