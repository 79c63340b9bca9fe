using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>Reads recordings as <see cref="MatrixOptions"/> describes them.</summary>
internal sealed class MatrixDecoder : IDecoder
{
    private readonly MatrixOptions _options;
    private readonly Lazy<CycleTable> _cycles;
    private long _start;

    public MatrixDecoder(MatrixOptions options)
    {
        _options = options;
        // Read when the first worker is made and not while binding, since checking a pipeline opens nothing.
        _cycles = new Lazy<CycleTable>(() => CycleTable.Load(options));
    }

    public Schema? Bind(DecoderBinding binding)
    {
        if (binding.AreMessages)
            binding.Error(ProblemCodes.NoBeginning, "", "matrix counts the lines of a recording from its beginning, and messages come without one.", "Read the recording from a file.");
        if (binding.Columns.Count > 0)
            binding.Error(ProblemCodes.ColumnsNotWanted, "", "matrix has columns of its own: sensor, cycle, timestamp, value and the labels.", "Remove columns.");
        if (!TimestampText.TryParse(Encoding.UTF8.GetBytes(_options.Start), out _start))
            binding.Error(ProblemCodes.OutOfRange, "start", $"start must be a timestamp, got '{_options.Start}'.", "Write for example 2025-11-08T14:30:00Z.");
        return new Schema(Fields(binding));
    }

    public Framer NewFramer(string partition) => new MatrixFramer(_options);

    public IDecodeWorker NewWorker() => new MatrixWorker(_start, _options.Period.Microseconds, _cycles.Value);

    private List<Field> Fields(DecoderBinding binding)
    {
        List<Field> fields = [new("sensor", ColumnType.String), new("cycle", ColumnType.Int), new("timestamp", ColumnType.Timestamp), new("value", ColumnType.Float)];
        var labels = _options.Labels?.Columns ?? [];
        for (var i = 0; i < labels.Count; i++)
        {
            if (fields.TrueForAll(field => field.Name != labels[i])) fields.Add(new Field(labels[i], ColumnType.Int));
            else binding.Error(ProblemCodes.LabelTaken, $"labels.columns[{i}]", $"labels.columns names '{labels[i]}', which is a column already.", "Give the label another name.");
        }

        return fields;
    }
}
