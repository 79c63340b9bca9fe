using Confluent.Kafka;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// The work of the reading thread: asks the client for messages, packs those of a partition into chunks, and sends a
/// chunk when the client has nothing more for now or the chunk is large enough. While the pipeline is full it goes on
/// asking, with all partitions paused, so that the group sees that it is alive.
/// </summary>
internal sealed class Reading : IDisposable
{
    private const int MostHeld = 4 * Outgoing.MostBytes;
    private const int IdlePoll = 100;
    private const int FullPoll = 50;
    private const int AheadPoll = 5;

    // Pausing throws away what the client has fetched: a moment's wait is cheaper.
    private static readonly TimeSpan BeforePause = TimeSpan.FromSeconds(1);

    private readonly PartitionSet _partitions;
    private readonly MessageIntake _intake;
    private readonly Sender _sender;
    private readonly Client _client;
    private readonly FixedAssignment? _fixed;
    private readonly GroupAssignment? _group;
    private readonly ReaderSetup _setup;
    private readonly LagReport _lag;
    private bool _hasUnsealed;
    private bool _hasPaused;

    public Reading(
        ReaderSetup setup, SourceOutput output, IReadOnlyDictionary<string, string> settings, PartitionSet partitions, OffsetCommits commits, Troubles troubles, CancellationToken stop)
    {
        (_setup, _partitions, _intake, _sender) = (setup, partitions, new MessageIntake(setup.MaxLine), new Sender(output, stop));
        _client = new Client(setup, settings, _intake, troubles, partitions, new ReachReport(partitions, output, settings), stop);
        _lag = new LagReport(_client, partitions, output);
        Fence = new GroupFence(_client.Consumer, _client.Queries, settings);
        var watch = new GroupWatch(settings["group.id"], settings, _client.Queries, output, () => _client.Consumer.MemberId, stop);
        var starts = new StartOffsets(setup.Options, _client.Queries, Known, usesGroup: !output.Run.IsFresh && !setup.Options.IsSlice);
        if (setup.Options.Until is not null)
            _fixed = new FixedAssignment(setup.Options, output, _client, watch, starts, partitions, ConsumerSettings.Isolation(settings));
        else
            _client.Group = _group = new GroupAssignment(setup.Options, output, _client.Consumer, _client.Queries, watch, Fence, starts, partitions, _sender, commits, settings, stop);

        // Without state another host may have gone on from where this one was: the group tells. Not where state must fit.
        KnownPosition? Known(TopicPartition place) => _group?.Left(place) ?? (output.SavedPosition(PartitionSet.NameOf(place)) is { } saved
            ? new KnownPosition(saved, output.Run.KeepsState || output.Run.GoesBack || _fixed is not null ? long.MaxValue : saved)
            : null);
    }

    public IConsumer<MessageKey, MessageValue> Consumer => _client.Consumer;

    public GroupFence Fence { get; }

    /// <summary>Everything was read and sent.</summary>
    public bool IsDone => _fixed is not null && _partitions.All.All(partition => partition.IsFinished) && !_sender.IsFull;

    /// <summary>Settles where to begin; of a bounded read also where to end, which is given by partition.</summary>
    public IReadOnlyDictionary<string, long>? Begin()
    {
        if (_fixed is null)
        {
            _group!.Begin();
            return null;
        }

        var ends = _fixed.Begin(_setup.SavedEnds);
        foreach (var partition in _partitions.All) _sender.Add(partition);
        return ends;
    }

    /// <summary>A message, a word to the pipeline, or a little wait.</summary>
    public void Step()
    {
        _lag.Tick();
        if (_sender.IsFull)
        {
            WhileFull();
            return;
        }

        _sender.Send();
        if (_sender.IsFull) return;
        if (_hasPaused) Resume();
        _group?.Tick();
        Poll(_hasUnsealed ? 0 : _sender.HasAhead ? AheadPoll : IdlePoll);
    }

    /// <summary>What was handed over is taken; what was not is read again by whoever goes on.</summary>
    public void Finish()
    {
        while (_sender.IsFull) WhileFull();
        _sender.Settle();
    }

    /// <summary>Remains a member of the group without reading anything.</summary>
    public void Stay(Func<bool> until)
    {
        Pause(_partitions.All);
        while (!until()) _client.Idle(IdlePoll);
        if (_group is not null) _group.IsClosing = true;
    }

    public void Dispose()
    {
        _group?.Dispose();
        _client.Dispose();
    }

    private void WhileFull()
    {
        if (_sender.FullFor < BeforePause)
        {
            _sender.Wait(BeforePause);
            return;
        }

        Pause(_partitions.All);
        Poll(FullPoll);
    }

    private void Poll(int milliseconds)
    {
        var message = _client.Consume(milliseconds);
        if (message is null)
        {
            if (_hasUnsealed) Seal();
            return;
        }

        if (!_partitions.TryFind(message.Topic, message.Partition.Value, out var partition)) return;
        if (message.IsPartitionEOF) partition.AtEnd(message.Offset.Value);
        else partition.Take(message, _intake);
        _hasUnsealed |= partition.Buffer.Count > 0;
        if (!partition.HasReady) return;
        _sender.Add(partition);
        if (partition.IsRead || partition.Held > MostHeld) Pause([partition]);
    }

    private void Seal()
    {
        _hasUnsealed = false;
        foreach (var partition in _partitions.All)
        {
            partition.Seal();
            _sender.Add(partition);
        }
    }

    private void Pause(IEnumerable<PartitionReader> partitions)
    {
        List<PartitionReader> running = [.. partitions.Where(partition => !partition.IsPaused)];
        if (running.Count == 0) return;
        _client.Pause(running);
        foreach (var partition in running) partition.IsPaused = _hasPaused = true;
    }

    private void Resume()
    {
        List<PartitionReader> ready = [.. _partitions.All.Where(partition => partition is { IsPaused: true, IsRead: false, Held: < MostHeld / 2 })];
        if (ready.Count > 0) _client.Resume(ready);
        foreach (var partition in ready) partition.IsPaused = false;
        _hasPaused = _partitions.All.Any(partition => partition is { IsPaused: true, IsRead: false });
    }
}
