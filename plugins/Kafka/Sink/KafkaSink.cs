using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Cluster;

namespace StreamGuard.Plugins.Kafka.Sink;

internal sealed class KafkaSink(KafkaSinkOptions options) : ISink
{
    private SinkColumns? _columns;
    private MessageWriter? _writer;
    private string _pipeline = "";
    private string _name = "";
    private Member? _member;
    private IOutlet? _outlet;
    private RowSender? _sender;
    private SinkContext? _context;

    /// <summary>See <see cref="Member.ShortestTransaction"/>; null for that.</summary>
    public TimeSpan? ShortestTransaction { get; init; }

    public bool IsTransactional { get; private set; }

    public string? CommitsWith => KafkaCluster.Fingerprint(options);

    public void Bind(SinkBinding binding)
    {
        SinkChecks.Settings(binding, options);
        _columns = SinkChecks.Columns(binding, options);
        _writer = new MessageWriter(binding.RowText(binding.Input), _columns.Key, _columns.Headers);
        (_pipeline, _name) = (binding.Pipeline, binding.Component);
        IsTransactional = SinkChecks.Delivery(binding, options) == Delivery.ExactlyOnce;
        if (binding.Input.IsUpdating)
            binding.Note("rows may be revised by later ones: see the columns revision and is_final");
    }

    public async ValueTask<long> CommittedEpochAsync(RunContext run, CancellationToken stop) =>
        (await KafkaCluster.Of(run, options).JoinAsync(Member(), run, stop).ConfigureAwait(false)).Epoch;

    public async ValueTask OpenAsync(SinkContext context, CancellationToken stop)
    {
        _context = context;
        _outlet = await OutletAsync(context.Run, stop).ConfigureAwait(false);
        var router = new TopicRouter(_outlet.Topics, options.Topic, _columns!.Topic, context.Clock);
        _sender = new RowSender(_outlet, router, _writer!, context);
    }

    public ValueTask WriteAsync(Batch batch, CancellationToken stop)
    {
        var sending = _sender!.SendAsync(batch, stop);
        return sending.IsCompletedSuccessfully ? sending : WatchedAsync(sending.AsTask(), stop);
    }

    public async ValueTask PrepareAsync(long epoch, StateWriter state, CancellationToken stop)
    {
        await WatchedAsync(_outlet!.FlushAsync(stop), stop).ConfigureAwait(false);
        _outlet.BuryRefused(_context!);
        FaultPoints.Reach("kafka.prepare.after");
    }

    public ValueTask CommitAsync(long epoch, CancellationToken stop) => WatchedAsync(_outlet!.CommitAsync(epoch, stop), stop);

    public async ValueTask CloseAsync()
    {
        if (_outlet is not null) await _outlet.LeaveAsync().ConfigureAwait(false);
    }

    /// <summary>A call that brokers do not answer may wait for a topic that was removed: then nobody waits any more.</summary>
    private async ValueTask WatchedAsync(Task call, CancellationToken stop)
    {
        try
        {
            await call.ConfigureAwait(false);
        }
        catch (RetryableException)
        {
            await _outlet!.Topics.RequireAsync(options.Topic, stop).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IOutlet> OutletAsync(RunContext run, CancellationToken stop)
    {
        if (!IsTransactional) return await DirectOutlet.OpenAsync(Member().Settings, options.Topic, stop).ConfigureAwait(false);
        var cluster = KafkaCluster.Of(run, options);
        return new TransactionalOutlet(cluster, await cluster.JoinAsync(Member(), run, stop).ConfigureAwait(false), _name);
    }

    /// <summary>Made when it is first needed: its secrets are read from their files.</summary>
    private Member Member()
    {
        if (_member is not null) return _member;
        _member = new Member(_pipeline, _name, options.Topic, ProducerSettings.Of(options, $"{_pipeline}.{_name}"));
        return _member = ShortestTransaction is { } shortest ? _member with { ShortestTransaction = shortest } : _member;
    }
}
