using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>Reads tables as <see cref="CsvOptions"/> describes them.</summary>
internal sealed class CsvDecoder(CsvOptions options) : IDecoder
{
    private IReadOnlyList<ColumnSpec> _columns = [];
    private CsvHeader? _header;
    private CsvPlaces? _places;

    public Schema? Bind(DecoderBinding binding)
    {
        if (!Columns.Check(binding, "csv")) return null;
        _columns = binding.Columns;
        if (binding.AreMessages) BindMessages(binding);
        List<Field> fields = [.. _columns.Select(column => new Field(column.Name, column.Type))];
        _places = CsvPlaces.Bind(options.Rows, binding, fields);
        if (options is { Missing: CsvMissing.Null, Header: false })
            binding.Error(ProblemCodes.NeedsOther, "missing", "missing: null is for columns that a header does not name, and there is no header.", "Leave out missing.");
        return new Schema(fields);
    }

    public Framer NewFramer(string partition) => new CsvFramer(options, _header);

    public IDecodeWorker NewWorker() => new CsvWorker(options, _columns, _places);

    /// <summary>Each message is a record by itself: which comes first is chance, and nothing is learned from it.</summary>
    private void BindMessages(DecoderBinding binding)
    {
        _header = new CsvHeader(_columns.Count, null, IsHere: false, OrMore: true);
        if (options.Header)
            binding.Error(ProblemCodes.NoBeginning, "header", "csv reads the names of cells from the first record, and messages come without one.", "Write header: false, and the columns in the order of the cells.");
    }
}
