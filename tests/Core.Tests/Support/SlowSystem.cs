using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A system that outlives runs and takes as many rows as it is allowed to; its sinks show them at once.</summary>
internal sealed class SlowSystem
{
    private readonly Lock _lock = new();
    private readonly List<long> _taken = [];
    private readonly List<(Func<bool> IsSo, TaskCompletionSource Told)> _waiting = [];
    private TaskCompletionSource _more = New();
    private long _allowed;
    private int _noted;

    /// <summary>Called with the first value of a row before it is taken; throws what a server would.</summary>
    public Action<long> BeforeRow { get; set; } = _ => { };

    /// <summary>Rows that become dead letters.</summary>
    public Func<long, bool> Refuses { get; set; } = _ => false;

    /// <summary>The first value of each row it was given, in order.</summary>
    public IReadOnlyList<long> Taken
    {
        get
        {
            lock (_lock) return [.. _taken];
        }
    }

    /// <summary>Takes so many rows more.</summary>
    public void Allow(long rows)
    {
        lock (_lock)
        {
            _allowed = rows == long.MaxValue ? rows : _allowed + rows;
            _more.TrySetResult();
            _more = New();
        }
    }

    /// <summary>Completes when it has taken so many.</summary>
    public Task Took(int rows) => When(() => _taken.Count >= rows);

    /// <summary>Completes when it was asked to keep so many for good.</summary>
    public Task Noted(int rows) => When(() => _noted >= rows);

    public ISink NewSink() => new Sink(this);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task When(Func<bool> isSo)
    {
        lock (_lock)
        {
            if (isSo()) return Task.CompletedTask;
            var told = New();
            _waiting.Add((isSo, told));
            return told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    private async Task TakeAsync(long row, CancellationToken stop)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_allowed > 0)
                {
                    BeforeRow(row);
                    _allowed -= _allowed == long.MaxValue ? 0 : 1;
                    _taken.Add(row);
                    Tell();
                    return;
                }

                more = _more.Task;
            }

            await more.WaitAsync(stop);
        }
    }

    private void Note()
    {
        lock (_lock)
        {
            _noted = _taken.Count;
            Tell();
        }
    }

    private void Tell()
    {
        foreach (var (_, told) in _waiting.Where(waiting => waiting.IsSo())) told.TrySetResult();
    }

    private sealed class Sink(SlowSystem system) : ISink
    {
        private SinkContext? _context;
        private bool _isOpen;

        public void Bind(SinkBinding binding) => binding.Guarantees(Delivery.AtLeastOnce, "sent at once");

        public ValueTask OpenAsync(SinkContext context, CancellationToken stop)
        {
            (_context, _isOpen) = (context, true);
            return ValueTask.CompletedTask;
        }

        /// <summary>Rows of a batch are one here: a call that is made again gives none twice.</summary>
        public async ValueTask WriteAsync(Batch batch, CancellationToken stop)
        {
            if (!_isOpen) throw new InvalidOperationException("not open");
            for (var row = 0; row < batch.Rows; row++)
            {
                var value = batch.Ints(0)[row];
                if (system.Refuses(value)) _context!.DeadLetter(batch, [row], "refused");
                else await system.TakeAsync(value, stop);
            }
        }

        public ValueTask CommitAsync(long epoch, CancellationToken stop)
        {
            system.Note();
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseAsync()
        {
            _isOpen = false;
            return ValueTask.CompletedTask;
        }
    }
}
