using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>
/// Ends the statements of a connection once it is told to, or when their time is over. DuckDB forgets an interrupt that
/// falls between two statements: it is made again until this is disposed of.
/// </summary>
internal sealed class Interrupter : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly Connection _connection;
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenRegistration[] _registered;
    private readonly ITimer _timer;
    private bool _disposed;

    public Interrupter(Connection connection, TimeSpan longest, TimeProvider clock, CancellationToken stop)
    {
        _connection = connection;
        _late = new CancellationTokenSource(longest, clock);
        _timer = clock.CreateTimer(_ => Interrupt(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registered = [_late.Token.Register(Begin), stop.Register(Begin)];
    }

    public bool IsLate => _late.IsCancellationRequested;

    public void Dispose()
    {
        foreach (var registered in _registered) registered.Dispose();
        lock (_gate) _disposed = true;
        _timer.Dispose();
        _late.Dispose();
    }

    private void Begin()
    {
        lock (_gate)
            if (!_disposed) _timer.Change(TimeSpan.Zero, Again);
    }

    private void Interrupt()
    {
        // Under the lock: the connection is closed once this is disposed of.
        lock (_gate)
            if (!_disposed) _connection.Interrupt();
    }
}
