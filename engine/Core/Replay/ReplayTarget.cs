using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Replay;

/// <summary>A source as records are given to it once more: whether it can take them, and what its decoder must know of their partition.</summary>
internal sealed class ReplayTarget
{
    private const int BeginningBytes = 1 << 20;

    private readonly Dictionary<string, (object? Header, string? Refusal)> _partitions = [];
    private readonly IDecoder? _decoder;
    private readonly string? _refusal;

    public ReplayTarget(PlanNode node, BindingScope scope)
    {
        Name = node.Name;
        var definition = (SourceDefinition)node.Definition;
        var binding = new SourceBinding(new ComponentBinding(scope, definition.Name, definition.Options), definition.Decoder is not null, definition.Common.MaxLine);
        ((ISource)definition.Type.Create(definition.Options.Value)).Bind(binding);
        if (definition.Decoder is not { } decoding)
        {
            _refusal = $"source '{Name}' reads rows, not records";
            return;
        }

        if (binding.Added is { } added) _refusal = $"the columns that source '{Name}' adds to a record ({string.Join(", ", added.Columns.Names)}) are not in its letter";
        _decoder = (IDecoder)decoding.Type.Create(decoding.Options.Value);
        _decoder.Bind(new DecoderBinding(new ComponentBinding(scope, definition.Name, decoding.Options), definition.Columns, binding.AreMessages));
    }

    public string Name { get; }

    /// <summary>Why the source cannot take a record; null when it can.</summary>
    public string? Refuses(DeadLetter letter) => _refusal ?? Partition(letter.Partition!, letter.Bytes).Refusal;

    /// <summary>What the beginning of a partition has taught; of one that a letter was taken from.</summary>
    public object? HeaderOf(string partition) => _partitions[partition].Header;

    private (object? Header, string? Refusal) Partition(string partition, byte[] record)
    {
        if (!_partitions.TryGetValue(partition, out var known)) _partitions[partition] = known = Learn(partition, record);
        return known;
    }

    private (object? Header, string? Refusal) Learn(string partition, byte[] record)
    {
        var framer = _decoder!.NewFramer(partition);
        if (framer.Header is null && File.Exists(partition)) Read(partition, framer);
        if (framer.NextRecord >= 0) return (null, $"what source '{Name}' makes of a record depends on its number");
        if (framer.Header is { } header) return (header, null);
        // Whoever learns something from any beginning cannot do without the true one.
        framer.Cut([.. record, (byte)'\n'], atEnd: true);
        return framer.Header is null ? (null, null) : (null, $"the file it was read from is gone, and its header with it: '{partition}'");
    }

    private static void Read(string file, Framer framer)
    {
        using var input = InputFile.Open(file, resumeAt: 0);
        var bytes = new byte[BeginningBytes];
        var used = 0;
        while (used < bytes.Length && input.Read(bytes.AsSpan(used), used) is > 0 and var read) used += read;
        framer.Cut(bytes.AsSpan(0, used), atEnd: used < bytes.Length);
    }
}
