using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Connectors;

/// <summary>Reads standard input to its end; a record is sent as soon as it is whole. It cannot be read a second time, so rows since the last checkpoint are lost in a crash.</summary>
/// <example>
/// stdin: {}
/// </example>
public sealed record StdinOptions;

internal sealed class StdinSource(Func<Stream>? open = null) : ISource
{
    private const int BlockBytes = 64 * 1024;

    private long _maxLine;

    public bool IsBounded => true;

    public bool CanReplay => false;

    public Schema? Bind(SourceBinding binding)
    {
        _maxLine = binding.MaxLine;
        binding.Note("standard input cannot be read again: at most once after a crash");
        return null;
    }

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        var input = (open ?? Console.OpenStandardInput)();
        var partition = output.Open("stdin");
        var reader = new RecordReader(output, partition, _maxLine, BlockBytes, canReplay: false);
        try
        {
            while (await ReadAsync(input, reader, output, partition, stop) is > 0 and var read) await reader.AdvanceAsync(read, stop);
            await reader.EndAsync(stop);
            await output.FinishAsync(partition, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // To be stopped is no error.
        }
    }

    private static async ValueTask<int> ReadAsync(
        Stream input, RecordReader reader, SourceOutput output, SourcePartition partition, CancellationToken stop)
    {
        // A read of a terminal or pipe blocks its thread and cannot be called off: when told to stop it is left behind.
        var room = reader.Room;
        var read = Task.Run(() => input.Read(room.Span), CancellationToken.None);
        if (!read.IsCompleted) output.CaughtUp(partition);
        return await read.WaitAsync(stop);
    }
}
