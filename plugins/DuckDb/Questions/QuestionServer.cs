using System.Net.Sockets;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Native;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>
/// Answers the questions of other programs of the same user while a run has a store open. Each is answered by a connection
/// and a thread of its own, a few at a time; the others wait.
/// </summary>
internal sealed class QuestionServer : IDisposable
{
    private const int MostAtOnce = 2;

    // An asker that does not read any more is given up, so that no transaction stays open for it.
    private const int MillisecondsToRead = 10_000;

    private static readonly TimeSpan LongestAllowed = TimeSpan.FromMinutes(10);

    private readonly Socket _socket;
    private readonly string _path;
    private readonly StorePaths _paths;
    private readonly RunContext _run;
    private readonly Func<Action<Connection>, Connection> _connect;
    private readonly SemaphoreSlim _slots = new(MostAtOnce, MostAtOnce);
    private readonly CancellationTokenSource _stop = new();
    private readonly BusyConnections _busy = new();

    private QuestionServer(Socket socket, string path, StorePaths paths, RunContext run, Func<Action<Connection>, Connection> connect) =>
        (_socket, _path, _paths, _run, _connect) = (socket, path, paths, run, connect);

    /// <summary>Begins to listen.</summary>
    /// <param name="paths">Of the store, whose lock the caller holds: a socket that is there is a dead process's.</param>
    /// <param name="run">Whose tables can be asked for.</param>
    /// <param name="connect">Makes a connection to the store and tells of it before the store can be closed.</param>
    public static QuestionServer Start(StorePaths paths, RunContext run, Func<Action<Connection>, Connection> connect)
    {
        var path = SocketPath.Of(paths);
        SocketPath.MakeFolder(path);
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen();
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var server = new QuestionServer(socket, path, paths, run, connect);
        _ = server.ListenAsync();
        return server;
    }

    /// <summary>Ends the questions under way: the writer needs the memory.</summary>
    public void InterruptAll() => _busy.Interrupt();

    /// <summary>Ends the questions under way and waits until none has a connection; later ones are answered again.</summary>
    public void Pause() => _busy.End();

    public void Dispose()
    {
        _stop.Cancel();
        _socket.Dispose();
        Pause();
        File.Delete(_path);
    }

    private async Task ListenAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var asker = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                _ = Task.Factory.StartNew(() => Serve(asker), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            catch (Exception failed) when (failed is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The store is being closed, or an asker has gone before it was let in.
            }
        }
    }

    private void Serve(Socket asker)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        try
        {
            asker.SendTimeout = asker.ReceiveTimeout = MillisecondsToRead;
            using var stream = new NetworkStream(asker, ownsSocket: true);
            using var writer = new StreamWriter(stream);
            if (Read(stream) is not { } question) return;
            // An asker says no more: what comes is the end of its connection.
            using var watch = new AskerWatch(asker, stop);
            _slots.Wait(stop.Token);
            try
            {
                Answer(question, writer, stop);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The asker has gone, or the store is being closed.
        }
    }

    private static WireQuestion? Read(NetworkStream stream)
    {
        var bytes = new List<byte>();
        int next;
        while ((next = stream.ReadByte()) is not (-1 or '\n') && bytes.Count <= Wire.LongestQuestion) bytes.Add((byte)next);
        try
        {
            return next == '\n' ? Wire.Question(System.Text.Encoding.UTF8.GetString([.. bytes])) : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private void Answer(WireQuestion asked, StreamWriter writer, CancellationTokenSource stop)
    {
        var begun = false;
        try
        {
            var question = new RunTables(_run, _paths).Allow(asked, LongestAllowed);
            var connection = _connect(opened => _busy.Add(opened, stop));
            try
            {
                using var answer = new LocalAnswer(connection, question, TimeProvider.System, stop.Token);
                begun = true;
                writer.WriteLine(Wire.Line(new WireHead(answer.Columns, null)));
                while (answer.Next() is { } row) writer.WriteLine(Wire.Line(row));
                writer.WriteLine(Wire.Line(new WireEnd(answer.IsCut, null)));
            }
            finally
            {
                _busy.Remove(connection);
            }
        }
        catch (QueryException failed)
        {
            writer.WriteLine(begun ? Wire.Line(new WireEnd(false, WireProblem.Of(failed))) : Wire.Line(new WireHead(null, WireProblem.Of(failed))));
        }
    }
}
