using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Plugins.DuckDb.Store;

namespace StreamGuard.Plugins.DuckDb.Questions;

/// <summary>An answer by the pipeline that has the store open.</summary>
internal sealed class RemoteAnswer : IQueryAnswer
{
    private readonly Socket _socket;
    private readonly StreamReader _reader;
    private readonly CancellationTokenRegistration _stop;

    private RemoteAnswer(Socket socket, string question, CancellationToken stop)
    {
        _socket = socket;
        var stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new StreamReader(stream);
        // To hang up is to tell the pipeline that nobody waits any more.
        _stop = stop.Register(socket.Dispose);
        try
        {
            using (var writer = new StreamWriter(stream, leaveOpen: true)) writer.WriteLine(question);
            var head = Wire.Head(Line());
            if (head.Problem is { } problem) throw problem.Thrown();
            Columns = head.Columns!;
        }
        catch (Exception failed)
        {
            Dispose();
            throw Translate(failed);
        }
    }

    public IReadOnlyList<QueryColumn> Columns { get; }

    public bool IsCut { get; private set; }

    /// <summary>Asks; null where nobody listens.</summary>
    /// <exception cref="QueryException">It was not answered.</exception>
    public static RemoteAnswer? Ask(StorePaths paths, Question question, CancellationToken stop)
    {
        var path = SocketPath.Of(paths);
        if (!File.Exists(path)) return null;
        SocketPath.RequireOwn(Path.GetDirectoryName(path)!);
        var line = Wire.Line(new WireQuestion(question.Sql, question.Tables, question.MostRows, question.Longest.TotalSeconds));
        if (Encoding.UTF8.GetByteCount(line) > Wire.LongestQuestion)
            throw new QueryException($"the question is too long: the pipeline that has the store open takes {Wire.LongestQuestion} bytes, with what JSON adds to it", isRefused: true);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            // Left by a process that was killed; the next one that opens the store removes it.
            socket.Dispose();
            return null;
        }

        return new RemoteAnswer(socket, line, stop);
    }

    public string?[]? Next()
    {
        try
        {
            var line = Line();
            if (Wire.IsRow(line)) return Wire.Row(line);
            var end = Wire.End(line);
            if (end.Problem is { } problem) throw problem.Thrown();
            IsCut = end.IsCut;
            return null;
        }
        catch (Exception failed)
        {
            throw Translate(failed);
        }
    }

    public void Dispose()
    {
        _stop.Dispose();
        _reader.Dispose();
        _socket.Dispose();
    }

    private string Line() => _reader.ReadLine() ?? throw new EndOfStreamException();

    private static Exception Translate(Exception failed) => failed switch
    {
        EndOfStreamException or IOException or SocketException or ObjectDisposedException =>
            new QueryException("the pipeline that has the store open ended before it had answered", isRefused: false),
        JsonException => new QueryException("the pipeline that has the store open is of another version, and answers otherwise", isRefused: false),
        _ => failed,
    };
}
