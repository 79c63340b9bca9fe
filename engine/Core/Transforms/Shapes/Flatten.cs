using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Transforms.Shapes;

/// <summary>
/// Makes a row of each item of a list, or of a JSON array: the item takes the place of the list, and the other columns are
/// those of its row. JSON that is no array is an item itself. A row without items is left out.
/// </summary>
/// <example>
/// flatten: { column: tags, as: tag, index: place }
/// </example>
public sealed record FlattenOptions
{
    /// <summary>The column of lists or of json.</summary>
    public required string Column { get; init; }

    /// <summary>Name of the column of items; unless written, that of the list.</summary>
    [NotEmpty]
    public string? As { get; init; }

    /// <summary>Adds a column of this name: the item's place in its list, counted from 1.</summary>
    [NotEmpty]
    public string? Index { get; init; }

    /// <summary>What becomes of a row whose list is empty or null: drop leaves it out, keep makes one row with a null item.</summary>
    public EmptyList Empty { get; init; }
}

/// <summary>What becomes of a row without items.</summary>
public enum EmptyList
{
    /// <summary>It is left out.</summary>
    Drop,

    /// <summary>One row, whose item is null.</summary>
    Keep,
}

internal sealed class Flatten(FlattenOptions options) : ITransform
{
    // As many as other batches have at most: a few rows may have very many items.
    private const int MostRows = 4096;

    private readonly List<int> _rows = [];
    private readonly List<long> _places = [];
    private int _column;
    private Schema? _output;
    private ColumnBuilder? _items;

    // The row's first items have been sent, so that none being left does not mean that it had none.
    private bool _hasSent;

    public Schema? Bind(TransformBinding binding)
    {
        var input = binding.Input;
        var isSettled = Settled.Check("flatten", binding);
        _column = binding.RequireColumn("column", options.Column, input, type => type.Kind is Kind.List or Kind.Json, "a list or json");
        if (_column < 0 || !isSettled) return null;
        var item = new Field(options.As ?? options.Column, input[_column].Type.Element ?? ColumnType.Json);
        List<Field> fields = [.. input.Fields.Select((field, i) => i == _column ? item : field)];
        if (options.Index is { } index) fields.Add(new Field(index, ColumnType.Int));
        if (fields.GroupBy(field => field.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            binding.Error(ProblemCodes.ColumnTwice, options.Index == twice.Key ? "index" : "as", $"flatten makes two columns named '{twice.Key}'.", "Give it another name.");
            return null;
        }

        _items = ColumnBuilder.For(item.Type);
        // Rows of one list are told apart by their place in it only.
        var identity = input.Identity.Count > 0 && options.Index is { } place && !input.Identity.Contains(options.Column) ? [.. input.Identity, place] : Array.Empty<string>();
        return _output = new Schema(fields) { EventTime = input.EventTime, Identity = identity, RememberedFor = input.RememberedFor };
    }

    public void OnBatch(Batch batch, Output output)
    {
        for (var row = 0; row < batch.Rows; row++)
        {
            var before = _rows.Count;
            Append(batch, row, output);
            if (_rows.Count == before && options.Empty == EmptyList.Keep) Add(row, 0);
            if (_rows.Count == before && !_hasSent) output.Account.Filtered++;
            else output.Account.Aggregated++;
            _hasSent = false;
        }

        Send(batch, output);
    }

    private void Append(Batch batch, int row, Output output)
    {
        if (batch[_column].IsNull(row)) return;
        if (batch[_column] is ListColumn list)
        {
            for (var item = list.Offsets[row]; item < list.Offsets[row + 1]; item++)
            {
                _items!.AppendFrom(list.Items, item);
                Added(batch, row, item - list.Offsets[row] + 1, output);
            }

            return;
        }

        var json = batch.Text(_column)[row];
        var reader = new Utf8JsonReader(json);
        if (!TryRead(ref reader)) return;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType == JsonTokenType.Null) return;
            ((TextBuilder)_items!).Append(json);
            Added(batch, row, 1, output);
            return;
        }

        for (var place = 1; TryRead(ref reader) && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            var start = (int)reader.TokenStartIndex;
            if (!reader.TrySkip()) return;
            if (reader.TokenType == JsonTokenType.Null) _items!.AppendNull();
            else ((TextBuilder)_items!).Append(json[start..(int)reader.BytesConsumed]);
            Added(batch, row, place, output);
        }
    }

    /// <summary>Text that is no JSON, which a column of json may hold when it was made of text, has no items from there on.</summary>
    private static bool TryRead(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Added(Batch batch, int row, long place, Output output)
    {
        _rows.Add(row);
        _places.Add(place);
        if (_rows.Count < MostRows) return;
        Send(batch, output);
        _hasSent = true;
    }

    private void Add(int row, long place)
    {
        if (_hasSent) return;
        _items!.AppendNull();
        _rows.Add(row);
        _places.Add(place);
    }

    private void Send(Batch batch, Output output)
    {
        if (_rows.Count == 0) return;
        var rows = _rows.ToArray();
        var columns = new Column[_output!.Count];
        for (var i = 0; i < batch.Columns.Length; i++) columns[i] = i == _column ? _items!.Build() : batch[i].Gather(rows);
        if (options.Index is not null) columns[^1] = PlacesOf();
        output.Account.Made += rows.Length;
        output.Emit(new Batch(_output, columns, rows.Length, batch.Origin?.Gather(rows)));
        _rows.Clear();
        _places.Clear();
    }

    private Column PlacesOf()
    {
        var places = new FixedBuilder<long>(ColumnType.Int);
        foreach (var place in _places)
            if (place == 0) places.AppendNull();
            else places.Append(place);
        return places.Build();
    }
}
