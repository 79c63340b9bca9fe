using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;
using StreamGuard.Plugins.Kafka.Connection;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>Reads topics as <see cref="KafkaSourceOptions"/> describes; positions are offsets.</summary>
internal sealed class KafkaSource(KafkaSourceOptions options) : ISource, IAsyncDisposable
{
    // Another of its name may take its place in a running pipeline.
    private readonly Guid _instance = Guid.NewGuid();
    private volatile KafkaReader? _reader;
    private MessageColumns _columns = new([]);
    private Dictionary<string, long> _savedEnds = [];
    private string _group = "";
    private string _name = "";
    private long _maxLine;

    /// <summary>Gets what the client counts of itself, as librdkafka's JSON, where <c>statistics.interval.ms</c> is set.</summary>
    public Action<string>? OnStatistics { get; init; }

    public bool IsBounded => options.Until is not null;

    public string? CommitsWith => KafkaCluster.Fingerprint(options);

    public Schema? Bind(SourceBinding binding)
    {
        (_name, _maxLine, _group) = (binding.Component, binding.MaxLine, options.Group ?? binding.Pipeline);
        binding.SendsMessages();
        ClientSettings.Check(binding, options, ConsumerSettings.Taken);
        SourceChecks.Check(binding, options);
        _columns = new MessageColumns(SourceChecks.Columns(binding, options));
        if (_columns.Schema is { } added) binding.Adds("metadata", added);
        return null;
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var setup = new ReaderSetup(options with { Group = _group }, _name, _columns, _maxLine, _savedEnds, OnStatistics);
        // It outlives this call, for the last epoch is committed behind it.
        var reader = output.Run.Shared($"kafka source {_name} {_instance}", () => new KafkaReader(setup, output));
        _reader = reader;
        await reader.ReadAsync(stop).ConfigureAwait(false);
    }

    public async ValueTask CommitAsync(long epoch, IReadOnlyDictionary<string, long> positions, CancellationToken stop)
    {
        if (_reader is { } reader) await Task.Run(() => reader.Commit(epoch, positions), stop).ConfigureAwait(false);
    }

    /// <summary>Leaves its group: it is no part of the run any more. Otherwise it stays until the run is over.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_reader is { } reader) await reader.LeaveAsync().ConfigureAwait(false);
    }

    public void Save(StateWriter state)
    {
        var ends = _reader?.Ends ?? _savedEnds;
        state.Write(ends.Count);
        foreach (var (name, end) in ends)
        {
            state.Write(name);
            state.Write(end);
        }
    }

    public void Restore(StateReader state)
    {
        _savedEnds = [];
        for (var left = state.ReadInt(); left > 0; left--) _savedEnds.Add(state.ReadString(), state.ReadLong());
    }
}
