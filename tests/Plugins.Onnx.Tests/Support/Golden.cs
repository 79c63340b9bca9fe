using System.Globalization;
using System.Text;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>Golden rows of a shared bundle: the columns of a CSV file packed by xz.</summary>
internal sealed class Golden
{
    private readonly string[] _names;
    private readonly string[][] _rows;

    public Golden(string file)
    {
        using var packed = new XzFile(SharedData.Find(file)!);
        var bytes = new MemoryStream();
        var room = new byte[1 << 16];
        for (int read; (read = packed.Read(room, bytes.Length)) > 0;) bytes.Write(room, 0, read);
        var lines = Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _names = lines[0].Split(',');
        _rows = [.. lines[1..].Select(line => line.Split(','))];
    }

    public int Rows => _rows.Length;

    /// <summary>Row after row, the columns whose names are wanted.</summary>
    public double[] Values(Func<string, bool> wanted)
    {
        var columns = Enumerable.Range(0, _names.Length).Where(at => wanted(_names[at])).ToArray();
        return [.. _rows.SelectMany(row => columns.Select(at => double.Parse(row[at], CultureInfo.InvariantCulture)))];
    }

    /// <summary>Row after row, so many columns from one on.</summary>
    public double[] Values(string first, int count)
    {
        var names = _names.SkipWhile(name => name != first).Take(count).ToHashSet();
        return Values(names.Contains);
    }
}
