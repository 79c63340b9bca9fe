using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Files;
using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Parquet;

/// <summary>
/// Rows wait in memory and in files of the run's folder until the parts are due; then all of them are written with the
/// next epoch and become visible with its commit.
/// </summary>
internal sealed class ParquetSink(ParquetSinkOptions options) : ISink
{
    private readonly ParquetRoll _roll = options.Roll ?? new ParquetRoll();

    private Target _target = null!;
    private SinkState _state = null!;
    private Partitioning _partitioning = null!;
    private Schema _schema = null!;
    private SinkContext _context = null!;
    private Task<PartWriter> _opening = null!;
    private long? _since;
    private bool _ended;
    private bool _finished;

    public void Bind(SinkBinding binding)
    {
        _schema = binding.Input;
        _target = Target.Of(options.Path, binding.Pipeline, binding.Component);
        _state = new SinkState(_target, binding.KeepsCheckpoints);
        _partitioning = Partitioning.Bind(options.PartitionBy, binding);
        ParquetChecks.Path(options, _target, binding);
        ParquetChecks.Columns(binding);
        // Rows that are in no part yet lie in the checkpoint as they came; how parts are cut and packed may change.
        binding.StateDependsOn([options.Path, string.Join('/', options.PartitionBy), .. binding.Input.Fields.Select(field => field.ToString())]);
        if (binding.Input.IsUpdating) binding.Note("rows may be revised by later ones: see the columns revision and is_final");
        binding.CanBeQueried(new QueryTable(_target.Path, Table: null));
        binding.Guarantees(Delivery.ExactlyOnce, _target.IsFile ? "visible when the file is whole, at the end" : "visible at the checkpoint behind its part's roll");
    }

    public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        if (!_state.IsRestored) RefuseToReplace();
        Guarded(() => _state.GoOn(options.Replace));
        var folder = Guarded(() => RunFolder.Open(_target.Folder, _target.Component, context.Run, _state.Needed));
        _state.Begin(folder.Generation);
        // Loading the library and opening a database takes longer than the first rows do; nobody waits before they come.
        _opening = Task.Run(() => OpenDatabase(folder), CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        var writer = await WriterAsync().ConfigureAwait(false);
        _since ??= _context.Clock.GetTimestamp();
        Guarded(() => writer.Pending.Add(batch));
    }

    public ValueTask EndAsync(CancellationToken stop)
    {
        _ended = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        var writer = await WriterAsync().ConfigureAwait(false);
        if (writer.Pending.Rows > 0 && IsDue(writer.Pending)) Guarded(() => Roll(writer, epoch));
        else Guarded(writer.Pending.Spill);
        _state.Write(epoch, state, writer.Pending);
    }

    public ValueTask CommitAsync(long epoch, CancellationToken stop)
    {
        Guarded(() => _state.Commit(options.Replace));
        _finished = _ended;
        return ValueTask.CompletedTask;
    }

    public void Restore(StateReader state) => _state.Read(state);

    public async ValueTask CloseAsync()
    {
        // Not opened, or failed in opening, which was thrown where it was awaited.
        if (_opening is null || (await Task.WhenAny(_opening).ConfigureAwait(false)).IsFaulted) return;
        if (_finished) _state.End();
        (await _opening.ConfigureAwait(false)).Dispose();
    }

    private PartWriter OpenDatabase(RunFolder folder)
    {
        try
        {
            return Guarded(() => new PartWriter(_target, _partitioning, folder, _schema, options.Compression));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private async ValueTask<PartWriter> WriterAsync()
    {
        var writer = await _opening.ConfigureAwait(false);
        if (_state.TakeRestored() is var (files, rows)) writer.Pending.Restore(files, rows);
        return writer;
    }

    private bool IsDue(PendingRows pending)
    {
        if (_ended) return true;
        if (_target.IsFile) return false;
        // Rows of an earlier run have waited for an unknown time: they are due.
        return pending.Bytes >= _roll.Size.Bytes || pending.Rows >= _roll.Rows || _since is not { } since || _context.Clock.GetElapsedTime(since) >= _roll.Every.TimeSpan;
    }

    private void Roll(PartWriter writer, long epoch)
    {
        RefuseToReplace();
        var (parts, used) = writer.Roll(epoch);
        _state.Add(parts, used);
        _context.Wrote(parts.Sum(part => new FileInfo(part.Unfinished).Length));
        _since = null;
    }

    private void RefuseToReplace()
    {
        if (_target.IsFile && !options.Replace && File.Exists(_target.Path))
            throw new IOException($"'{_target.Path}' exists: remove it, write to a folder, or set replace: true");
    }

    private void Guarded(Action write) => Guarded<object?>(() =>
    {
        write();
        return null;
    });

    private T Guarded<T>(Func<T> write) => WriteFailure.Named($"write Parquet to '{options.Path}'", write);
}
