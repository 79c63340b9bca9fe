using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Http.Pipelines;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Live;

/// <summary>
/// What all pipelines are doing, once a second, while somebody listens: made once and sent to all, who share its bytes. A
/// listener that does not keep up misses some; nothing is kept for it but the newest.
/// </summary>
internal sealed class LiveFeed(PipelineHost host, IOptions<JsonOptions> json, TimeProvider clock) : IDisposable
{
    /// <summary>Listeners at the same time.</summary>
    public const int Most = 100;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Channel<byte[]>> _listeners = [];
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private Dictionary<string, RunSnapshot> _before = [];
    private ITimer? _timer;

    /// <summary>Begins to listen; null when too many do.</summary>
    public Listener? Listen()
    {
        var channel = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_listeners.Count >= Most) return null;
            _listeners.Add(channel);
            // The first is told at once.
            _timer ??= clock.CreateTimer(_ => Tell(), null, TimeSpan.Zero, Every);
            return new Listener(this, channel);
        }
    }

    public void Dispose() => Rest();

    private void Leave(Channel<byte[]> channel)
    {
        lock (_lock)
        {
            _listeners.Remove(channel);
            if (_listeners.Count == 0) Rest();
        }
    }

    private void Rest()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            (_timer, _before) = (null, []);
        }
    }

    private void Tell()
    {
        lock (_lock)
        {
            // A tick that was under way when the last one left.
            if (_timer is null) return;
            try
            {
                var made = EventStream.Event(JsonSerializer.SerializeToUtf8Bytes(See(), json.Value.SerializerOptions));
                foreach (var listener in _listeners) listener.Writer.TryWrite(made);
            }
            catch (Exception error)
            {
                // A timer's exception would end the host; those who listen get it, and it is told where requests fail.
                foreach (var listener in _listeners) listener.Writer.TryComplete(error);
            }
        }
    }

    private LiveView See()
    {
        var snapshots = new Dictionary<string, RunSnapshot>();
        var pipelines = host.Pipelines.Select(pipeline => Told(pipeline, snapshots)).ToList();
        _before = snapshots;
        return new LiveView(_began, clock.GetUtcNow(), pipelines);
    }

    private LivePipeline Told(HostedPipeline pipeline, Dictionary<string, RunSnapshot> snapshots)
    {
        var (status, snapshot) = (pipeline.Status, pipeline.Snapshot());
        if (snapshot is null) return Of(pipeline, status, null);
        snapshots[status.File] = snapshot;
        // One that was begun again counts from the start.
        var before = _before.TryGetValue(status.File, out var known) && known.Elapsed < snapshot.Elapsed ? known : null;
        return Of(pipeline, status, FiguresView.Of(snapshot, before));
    }

    private static LivePipeline Of(HostedPipeline pipeline, HostedStatus status, FiguresView? figures) =>
        new(PipelineSummary.Of(status), figures, pipeline.Recent.Alerts.Seen, pipeline.Recent.Letters.Seen);

    /// <summary>Somebody who listens until disposed of.</summary>
    internal sealed class Listener(LiveFeed feed, Channel<byte[]> channel) : IDisposable
    {
        /// <summary>The newest event that was not given yet.</summary>
        public ValueTask<byte[]> NextAsync(CancellationToken stop) => channel.Reader.ReadAsync(stop);

        public void Dispose() => feed.Leave(channel);
    }
}

/// <summary>What all pipelines are doing.</summary>
/// <param name="Began">When the host did: what was counted before another time is not to be compared with this.</param>
/// <param name="At">When this was so.</param>
/// <param name="Pipelines">Each of them.</param>
internal sealed record LiveView(DateTimeOffset Began, DateTimeOffset At, IReadOnlyList<LivePipeline> Pipelines);

/// <summary>What one is doing.</summary>
/// <param name="Status">As in the list of pipelines.</param>
/// <param name="Figures">Of its run; left out before the first.</param>
/// <param name="Alerts">How many alerts there were since the host took it on: greater when there may be new ones to ask for.</param>
/// <param name="Letters">How many dead letters.</param>
internal sealed record LivePipeline(PipelineSummary Status, FiguresView? Figures, long Alerts, long Letters);
