using StreamGuard.Contracts;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>Reads tables as <see cref="CsvOptions"/> describes them.</summary>
internal sealed class CsvDecoder(CsvOptions options) : IDecoder
{
    private IReadOnlyList<ColumnSpec> _columns = [];

    public Schema? Bind(DecoderBinding binding)
    {
        if (!Columns.Check(binding, "csv")) return null;
        _columns = binding.Columns;
        return new Schema(_columns.Select(column => new Field(column.Name, column.Type)));
    }

    public Framer NewFramer(string partition) => new CsvFramer(options);

    public IDecodeWorker NewWorker() => new CsvWorker(options, _columns);
}
