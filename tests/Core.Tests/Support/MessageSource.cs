using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A source of messages with a key and an offset beside each, in chunks as given.</summary>
internal sealed class MessageSource(Schema added, params string[][] chunks) : ISource
{
    public bool IsBounded => true;

    public Schema? Bind(SourceBinding binding)
    {
        binding.Adds("metadata", added);
        return null;
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var partition = output.Open("topic[0]");
        foreach (var records in chunks)
        {
            var beside = new BatchBuilder(added);
            for (var i = 0; i < records.Length; i++) beside.Row($"key {i}", new DateTime(2025, 11, 8, 14, 30, i, DateTimeKind.Utc));
            await output.WriteAsync(partition, Messages.Chunk(records, columns: beside.Build()), stop);
        }

        await output.FinishAsync(partition, stop);
    }
}
