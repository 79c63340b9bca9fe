using System.Collections.Concurrent;
using System.Threading.Channels;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>
/// Questions that were taken and are not given back yet, in the order they came. Who asks is one thread; the answers are got
/// beside it, and wait here until they are fetched.
/// </summary>
internal sealed class Desk : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(10);

    private readonly Channel<Inquiry> _waiting = Channel.CreateUnbounded<Inquiry>();
    private readonly ConcurrentQueue<(Inquiry Inquiry, Outcome Outcome)> _answered = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _closing = new();
    private readonly LinkedList<Inquiry> _open = [];
    private readonly IAsker _asker;
    private readonly Task _workers;

    /// <param name="asker">Asks; disposed of with the desk.</param>
    /// <param name="parallel">Asked at once.</param>
    public Desk(IAsker asker, int parallel)
    {
        _asker = asker;
        _workers = Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Those that were not fetched yet.</summary>
    public IReadOnlyCollection<Inquiry> Open => _open;

    /// <summary>Takes an inquiry.</summary>
    public void Add(Inquiry inquiry)
    {
        _open.AddLast(inquiry);
        _waiting.Writer.TryWrite(inquiry);
    }

    /// <summary>Fetches the next answer; null when none has come.</summary>
    public (Inquiry Inquiry, Outcome Outcome)? Fetch()
    {
        while (_answered.TryDequeue(out var next))
            if (_open.Remove(next.Inquiry)) return next; // One that was given up has left without its answer.
        return null;
    }

    /// <summary>Gives up what is still open, and fetches it.</summary>
    public Inquiry? GiveUp()
    {
        if (_open.First is not { } first) return null;
        _open.RemoveFirst();
        return first.Value;
    }

    /// <summary>Waits a moment for an answer to be fetched.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set, or the desk was closed.</exception>
    public void Wait(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _closing.Token);
        if (_answered.IsEmpty) _arrived.Wait(Moment, either.Token);
    }

    /// <summary>Ends what is under way. A call of <see cref="Wait"/> may be, by another thread: rows that are open are not touched.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        // What they write is in a folder that is another's from now on.
        _workers.Wait(LongestEnd);
        _asker.Dispose();
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (var inquiry in _waiting.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                _answered.Enqueue((inquiry, await AskAsync(inquiry).ConfigureAwait(false)));
                _arrived.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    private async Task<Outcome> AskAsync(Inquiry inquiry)
    {
        try
        {
            return await _asker.AskAsync(inquiry.Prompt.Text, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (!_closing.IsCancellationRequested)
        {
            return Outcome.None($"{Reasons.Failed}: {cause.Message}"); // A row without an analysis is told; a stream that ended for it would be worse.
        }
    }
}
