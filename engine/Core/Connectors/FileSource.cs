using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Connectors;

/// <summary>
/// Reads files: plain, <c>.gz</c>, or <c>.xz</c> through the program xz. Each file is a partition with its own
/// watermark; unless they are read together, one begins when the one before it has ended. Followed, files have no end:
/// lines are read as they are written, across rotation by renaming or by copying and emptying.
/// </summary>
/// <example>
/// file: { path: "data/*.jsonl" }
/// </example>
public sealed record FileSourceOptions
{
    /// <summary>Files to read, or a list of them. <c>*</c> and <c>?</c> stand for parts of a name, <c>**</c> for any folders; what is found is sorted by name.</summary>
    [NotEmpty]
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>in_order, the default, reads one file after the other; together reads them side by side, as event time goes on, as followed files always are.</summary>
    public FileOrder? Read { get; init; }

    /// <summary>Waits for more at the end of a file, and for new files; packed ones are passed over.</summary>
    public bool Follow { get; init; }
}

/// <summary>How several files are read.</summary>
public enum FileOrder
{
    /// <summary>One after the other, by name.</summary>
    InOrder,

    /// <summary>Side by side, none further ahead in event time than max_skew.</summary>
    Together,
}

internal sealed class FileSource(FileSourceOptions options) : ISource
{
    private const int BlockBytes = 1024 * 1024;

    private long _maxLine;
    private FollowedFiles? _followed;

    public bool IsBounded => !options.Follow;

    public Schema? Bind(SourceBinding binding)
    {
        _maxLine = binding.MaxLine;
        if (!options.Follow) return null;
        _followed = new FollowedFiles(options.Path, _maxLine, BlockBytes, binding.Clock);
        if (options.Read == FileOrder.InOrder)
            binding.Error(ProblemCodes.NeedsOther, "read", "files that are followed have no end and cannot be read in_order.", "Leave out read, or follow.");
        foreach (var packed in options.Path.Where(InputFile.IsPacked))
            binding.Error(ProblemCodes.NeedsOther, "path", $"'{packed}' is packed and cannot be followed.", "Follow the file that is written to, before it is packed.");
        return null;
    }

    public void Save(StateWriter state) => _followed?.Save(state);

    public void Restore(StateReader state) => _followed?.Restore(state);

    public async Task RunAsync(SourceOutput output, CancellationToken stop)
    {
        try
        {
            if (_followed is not null) await _followed.RunAsync(output, stop);
            else await ReadAllAsync(Find(), output, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // To be stopped is no error.
        }
    }

    private Task ReadAllAsync(List<string> files, SourceOutput output, CancellationToken stop)
    {
        if (!files.Any(InputFile.IsPacked)) output.Expect(files.Sum(file => new FileInfo(file).Length));
        return options.Read == FileOrder.Together ? ReadTogetherAsync(files, output, stop) : ReadInOrderAsync(files, output, stop);
    }

    private List<string> Find()
    {
        var files = new List<string>();
        foreach (var path in options.Path)
        {
            var found = FilePattern.Find(path);
            if (found.Count == 0) throw new FileNotFoundException($"no file matches '{path}'");
            foreach (var file in found)
                if (!File.Exists(file)) throw new FileNotFoundException(Missing(file), file);
            files.AddRange(found.Except(files));
        }

        return files;
    }

    private static string Missing(string file) => Directory.Exists(file)
        ? $"'{file}' is a folder; its files are '{file.TrimEnd('/')}/*'"
        : $"file '{file}' does not exist";

    private async Task ReadInOrderAsync(List<string> files, SourceOutput output, CancellationToken stop)
    {
        var partition = output.Open(files[0]);
        for (var i = 0; i < files.Count; i++)
        {
            await ReadAsync(files[i], partition, output, stop);
            // The next is open before this one is finished, so that the watermark never is without a partition.
            var next = i + 1 < files.Count ? output.Open(files[i + 1]) : null;
            await output.FinishAsync(partition, stop);
            if (next is not null) partition = next;
        }
    }

    private async Task ReadTogetherAsync(List<string> files, SourceOutput output, CancellationToken stop)
    {
        var partitions = files.ConvertAll(file => output.Open(file));
        output.AllOpen();
        // A file that fails ends the others too.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(files.Zip(partitions, (file, partition) => Task.Run(async () =>
        {
            try
            {
                await ReadAsync(file, partition, output, failed.Token);
                await output.FinishAsync(partition, failed.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await failed.CancelAsync();
                throw;
            }
        }, CancellationToken.None)));
    }

    private async Task ReadAsync(string file, SourcePartition partition, SourceOutput output, CancellationToken stop)
    {
        using var input = InputFile.Open(file, partition.Position);
        var reader = new RecordReader(output, partition, _maxLine, BlockBytes);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (options.Read == FileOrder.Together) await output.WaitForOthersAsync(partition, stop);
            var read = input.Read(reader.Room.Span, reader.End);
            if (read == 0) break;
            await reader.AdvanceAsync(read, stop);
            if (input.CanSeek) reader.SkipToResume();
        }

        await reader.EndAsync(stop);
    }
}
