using StreamGuard.Plugins.DuckDb.Native;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>The connections that questions are being answered by.</summary>
internal sealed class BusyConnections
{
    private readonly object _gate = new();
    private readonly Dictionary<Connection, CancellationTokenSource> _busy = [];

    /// <param name="connection">Answers from now on.</param>
    /// <param name="stop">Ends the question.</param>
    public void Add(Connection connection, CancellationTokenSource stop)
    {
        lock (_gate) _busy.Add(connection, stop);
    }

    /// <summary>Closes it.</summary>
    public void Remove(Connection connection)
    {
        lock (_gate)
        {
            connection.Dispose();
            _busy.Remove(connection);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Ends the statements under way.</summary>
    public void Interrupt()
    {
        lock (_gate)
            foreach (var connection in _busy.Keys) connection.Interrupt();
    }

    /// <summary>Ends the questions under way and waits until their connections are closed.</summary>
    public void End()
    {
        lock (_gate)
        {
            foreach (var stop in _busy.Values) stop.Cancel();
            while (_busy.Count > 0) Monitor.Wait(_gate);
        }
    }
}
