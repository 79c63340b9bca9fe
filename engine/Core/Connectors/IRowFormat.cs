using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors;

/// <summary>Rows as lines of text.</summary>
internal interface IRowFormat
{
    /// <summary>With the dot: .jsonl.</summary>
    string Extension { get; }

    /// <summary>The line a file begins with, its end included; empty for none.</summary>
    ReadOnlyMemory<byte> Header { get; }

    /// <summary>Appends one row, without the line's end.</summary>
    void Write(Batch batch, int row, IBufferWriter<byte> output);
}
