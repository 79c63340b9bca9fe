using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Models;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>Golden rows of a shared bundle as rows of a stream: all columns that are numbers, and an empty cell is a null.</summary>
internal sealed class GoldenRows
{
    private readonly string _folder;
    private readonly string[] _names;
    private readonly string[][] _rows;
    private readonly List<int> _numbers = [];
    private readonly Schema _schema;

    /// <param name="bundle">Name of the bundle.</param>
    /// <param name="file">Name of the file in it.</param>
    /// <param name="prefix">Left out of the names of the columns that have it; null: nothing is.</param>
    public GoldenRows(string bundle, string file, string? prefix = null)
    {
        _folder = SharedData.Find($"models/{bundle}")!;
        var lines = Encoding.UTF8.GetString(Unpacked(Path.Combine(_folder, file))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _names = [.. lines[0].TrimEnd('\r').Split(',').Select(name => prefix is not null && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name)];
        _rows = [.. lines[1..].Select(line => line.TrimEnd('\r').Split(','))];
        for (var i = 0; i < _names.Length; i++)
            if (_rows.All(row => row[i].Length == 0 || double.TryParse(row[i], NumberStyles.Float, CultureInfo.InvariantCulture, out _))) _numbers.Add(i);
        _schema = new Schema(_numbers.Select(i => new Field(_names[i], ColumnType.Float)));
        Bundle = BundleReader.Read(_folder, new Problems())!;
    }

    public Bundle Bundle { get; }

    public int Count => _rows.Length;

    /// <summary>Scores all rows in batches of a size.</summary>
    public TransformHarness Score(int batch, NonFinite nonFinite, Dictionary<string, string> emit)
    {
        using var score = new Score(new ScoreOptions { Model = _folder, NonFinite = nonFinite, Emit = emit });
        var run = new TransformHarness(score, binder => binder.ModelFormats["onnx"] = new OnnxFormat(), _schema);
        for (var row = 0; row < Count; row += batch) run.Feed(0, Batch(row, Math.Min(batch, Count - row)));
        return run;
    }

    /// <summary>Scaled features of all rows.</summary>
    public double[] Scaled(int batch)
    {
        var features = FeatureColumns.Bind(Bundle, _schema, default, new Problems())!;
        var all = new List<double>();
        for (var row = 0; row < Count; row += batch)
        {
            var rows = Batch(row, Math.Min(batch, Count - row));
            var scaled = new double[rows.Rows * features.Count];
            features.Fill(rows, scaled, new bool[rows.Rows]);
            all.AddRange(scaled);
            rows.Release();
        }

        return [.. all];
    }

    public string Text(string column, int row) => _rows[row][Array.IndexOf(_names, column)];

    public double Number(string column, int row) => double.Parse(Text(column, row), CultureInfo.InvariantCulture);

    /// <summary>true, or the label of an anomaly in scikit-learn.</summary>
    public bool Verdict(string column, int row) => Text(column, row) is "true" or "-1";

    public int RowOf(string column, string text) => Array.FindIndex(_rows, row => row[Array.IndexOf(_names, column)] == text);

    public bool HasBadFeature(int row) => Features(row).Any(value => !double.IsFinite(value));

    /// <summary>A feature is finite, and too large for float32.</summary>
    public bool HasHugeFeature(int row) => Features(row).Any(value => double.IsFinite(value) && !float.IsFinite((float)value));

    private IEnumerable<double> Features(int row) => Bundle.Features.Where(feature => _names.Contains(feature.Name) && Text(feature.Name, row).Length > 0).Select(feature => Number(feature.Name, row));

    private Batch Batch(int from, int rows)
    {
        var builder = new BatchBuilder(_schema);
        for (var row = from; row < from + rows; row++)
            for (var i = 0; i < _numbers.Count; i++)
            {
                var cell = _rows[row][_numbers[i]];
                if (cell.Length == 0) builder[i].AppendNull();
                else builder.Floats(i).Append(double.Parse(cell, CultureInfo.InvariantCulture));
            }

        return builder.Build();
    }

    private static byte[] Unpacked(string path)
    {
        using var packed = new XzFile(path);
        var bytes = new MemoryStream();
        var room = new byte[1 << 16];
        for (int read; (read = packed.Read(room, bytes.Length)) > 0;) bytes.Write(room, 0, read);
        return bytes.ToArray();
    }
}
