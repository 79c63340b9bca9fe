using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A system that outlives runs: the rows that were committed to it and, of a transactional one, the epoch.</summary>
internal sealed class OutsideTable
{
    private readonly List<string> _rows = [];

    public bool IsTransactional { get; init; }

    public string? CommitsWith { get; init; }

    public long Epoch { get; private set; }

    /// <summary>Called before an epoch is committed; throws what a network would.</summary>
    public Action<long> BeforeCommit { get; set; } = _ => { };

    /// <summary>Called before an epoch is prepared.</summary>
    public Action<long> BeforePrepare { get; set; } = _ => { };

    public IReadOnlyList<string> Rows
    {
        get
        {
            lock (_rows) return [.. _rows];
        }
    }

    public ISink NewSink() => new Sink(this);

    /// <summary>Rows are kept until their epoch is committed; those of an epoch whose commit a crash left open are committed when it is restored.</summary>
    private sealed class Sink(OutsideTable table) : ISink
    {
        private readonly List<string> _written = [];
        private readonly List<string> _prepared = [];
        private int _before;
        private bool _restored;

        public bool IsTransactional => table.IsTransactional;

        public string? CommitsWith => table.CommitsWith;

        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.ExactlyOnce, "visible at the next checkpoint");

        public ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop) => ValueTask.FromResult(table.Epoch);

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
        {
            if (_restored && !IsTransactional) Show(table.Epoch);
            return ValueTask.CompletedTask;
        }

        public ValueTask WriteAsync(Batch batch, CancellationToken stop)
        {
            for (var row = 0; row < batch.Rows; row++)
                _written.Add(string.Join(';', Enumerable.Range(0, batch.Schema.Count).Select(column => batch[column].Boxed(row))));
            return ValueTask.CompletedTask;
        }

        public ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
        {
            table.BeforePrepare(epoch);
            _prepared.AddRange(_written);
            _written.Clear();
            _before = table.Rows.Count;
            state.Write(_before);
            state.Write(_prepared.Count);
            foreach (var row in _prepared) state.Write(row);
            return ValueTask.CompletedTask;
        }

        public ValueTask CommitAsync(long epoch, CancellationToken stop)
        {
            table.BeforeCommit(epoch);
            Show(epoch);
            return ValueTask.CompletedTask;
        }

        public void Restore(StateReader state)
        {
            _restored = true;
            _before = state.ReadInt();
            for (var left = state.ReadInt(); left > 0; left--) _prepared.Add(state.ReadString());
            if (IsTransactional) _prepared.Clear();
        }

        public ValueTask CloseAsync() => ValueTask.CompletedTask;

        // Idempotent: rows that were committed before a crash are not added twice.
        private void Show(long epoch)
        {
            lock (table._rows)
            {
                if (!IsTransactional && table._rows.Count > _before) table._rows.RemoveRange(_before, table._rows.Count - _before);
                table._rows.AddRange(_prepared);
            }

            _prepared.Clear();
            table.Epoch = epoch;
        }
    }
}
