using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Models;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>Rows of a CSV file with a header, the columns that are a bundle's features: as batches, and as a model's input.</summary>
internal sealed class FeatureRows
{
    private readonly double[][] _rows;

    public FeatureRows(string file, IReadOnlyList<string> features)
    {
        var lines = File.ReadAllLines(file);
        var header = lines[0].Split(',');
        var places = features.Select(name => Array.IndexOf(header, name)).ToArray();
        _rows = [.. lines[1..].Select(line => line.Split(',')).Select(cells => places.Select(at => double.Parse(cells[at], CultureInfo.InvariantCulture)).ToArray())];
        Schema = new Schema([.. features.Select(name => new Field(name, ColumnType.Float))]);
    }

    public Schema Schema { get; }

    public int Width => Schema.Count;

    /// <summary>Some rows as the model wants them, from a place in the file on and from its beginning again, one after the other.</summary>
    public float[] Input(int first, int rows, Scaler? scaler) => [.. Enumerable.Range(first, rows)
        .SelectMany(row => _rows[row % _rows.Length].Select((value, i) => (float)(scaler is null ? value : (value - scaler.Mean[i]) / scaler.Scale[i])))];

    /// <summary>The same rows as a batch, not scaled.</summary>
    public Batch Batch(int first, int rows)
    {
        var columns = new Column[Width];
        for (var i = 0; i < Width; i++)
        {
            var values = Buffers.Rent<double>(rows);
            for (var row = 0; row < rows; row++) values[row] = _rows[(first + row) % _rows.Length][i];
            columns[i] = FixedColumn<double>.Of(ColumnType.Float, values, rows);
        }

        return new Batch(Schema, columns, rows);
    }
}
