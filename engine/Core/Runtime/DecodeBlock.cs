using System.Collections.Concurrent;
using System.Threading.Tasks.Dataflow;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Runtime;

/// <summary>Decodes chunks in parallel and lets them leave in order; everything else passes through.</summary>
internal sealed class DecodeBlock
{
    private readonly ConcurrentBag<(IDecodeWorker Worker, DecodeResult Result)> _idle = [];
    private readonly RunScope _scope;
    private ComponentDefinition _owner;
    private readonly BoundDecoder? _decoder;
    private readonly Schema _schema;

    public DecodeBlock(RunScope scope, ComponentDefinition owner, BoundDecoder? decoder, Schema schema, int parallelism)
    {
        (_scope, _owner, _decoder, _schema) = (scope, owner, decoder, schema);
        Block = new TransformBlock<SourceItem, SourceItem>(Decode, new ExecutionDataflowBlockOptions
        {
            MaxDegreeOfParallelism = parallelism,
            EnsureOrdered = true,
            BoundedCapacity = parallelism,
            SingleProducerConstrained = false,
        });
    }

    public TransformBlock<SourceItem, SourceItem> Block { get; }

    /// <summary>How long decoding took, of all threads together.</summary>
    public BusyTime Busy { get; } = new();

    /// <summary>Its source stands at another place of the file now.</summary>
    public void Move(ComponentDefinition owner) => _owner = owner;

    private SourceItem Decode(SourceItem item)
    {
        if (item.Chunk is not { } chunk || _scope.Aborted.IsCancellationRequested) return item;
        var since = _scope.Clock.GetTimestamp();
        try
        {
            Decode(item, chunk);
        }
        catch (Exception cause)
        {
            _scope.Fail(_owner, cause);
        }

        Busy.AddShared(_scope.Clock.GetTimestamp() - since);
        return item;
    }

    private void Decode(SourceItem item, RawChunk chunk)
    {
        if (!_idle.TryTake(out var pair)) pair = (_decoder!.Decoder.NewWorker(), new DecodeResult(_decoder.Schema));
        pair.Worker.Decode(chunk, pair.Result);
        item.Batch = RecordColumns.Append(pair.Result.Build(chunk), chunk, _schema);
        if (pair.Result.Rejected.Count > 0)
        {
            item.BadRecords = [.. pair.Result.Rejected];
            pair.Result.Rejected.Clear();
        }

        _idle.Add(pair);
    }
}
