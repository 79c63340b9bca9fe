using StreamGuard.Contracts;

namespace StreamGuard.Core.Testing;

/// <summary>
/// A source's decoder in a test: records given as text go through it, rows given by column pass it by. Such a row
/// comes as a chunk whose header is the row.
/// </summary>
internal sealed class TestDecoder(IDecoder inner) : IDecoder
{
    public Schema? Bind(DecoderBinding binding) => inner.Bind(binding);

    public Framer NewFramer(string partition) => inner.NewFramer(partition);

    public IDecodeWorker NewWorker() => new Worker(inner.NewWorker());

    public void Save(StateWriter state) => inner.Save(state);

    public void Restore(StateReader state) => inner.Restore(state);

    private sealed class Worker(IDecodeWorker inner) : IDecodeWorker
    {
        public void Decode(RawChunk chunk, DecodeResult result)
        {
            if (chunk.Header is not TypedRow row)
            {
                inner.Decode(chunk, result);
                return;
            }

            result.Rows.Row(row.Values);
            result.RowAt(chunk.Position, chunk.Length);
        }
    }
}

/// <summary>A row that is already typed, in the order of its source's schema.</summary>
internal sealed record TypedRow(object?[] Values);
