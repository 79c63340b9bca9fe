using System.Globalization;

namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>What other files say of each cycle: its number and its labels.</summary>
internal sealed class CycleTable
{
    private readonly MatrixOptions _options;
    private readonly long[]? _numbers;
    private readonly long[][]? _labels;

    private CycleTable(MatrixOptions options, long[]? numbers, long[][]? labels) => (_options, _numbers, _labels) = (options, numbers, labels);

    /// <exception cref="FileNotFoundException">A file that the options name is not there.</exception>
    /// <exception cref="InvalidDataException">A file lacks a column, or a cell is no whole number.</exception>
    public static CycleTable Load(MatrixOptions options) =>
        new(options, options.Cycle is { } cycle ? Numbers(cycle) : null, options.Labels is { } labels ? Labels(labels) : null);

    /// <summary>The number of the cycle on a line, counted from 0 without the header.</summary>
    /// <exception cref="InvalidDataException">The file of numbers has fewer lines than the recording.</exception>
    public long Number(long line, string partition) => _numbers is null ? line : _numbers[Checked(line, _numbers.Length, "cycle.file", _options.Cycle!.File, partition)];

    /// <summary>The labels of the cycle on a line; empty when there are none.</summary>
    /// <exception cref="InvalidDataException">The file of labels has fewer lines than the recording.</exception>
    public ReadOnlySpan<long> LabelsOf(long line, string partition) =>
        _labels is null ? [] : _labels[Checked(line, _labels.Length, "labels.file", _options.Labels!.File, partition)];

    private static long[] Numbers(MatrixCycle cycle)
    {
        var lines = Lines("cycle.file", cycle.File);
        var names = lines.Length == 0 ? [] : lines[0].Split(',');
        var column = Array.IndexOf(names, cycle.Column);
        if (column < 0) throw new InvalidDataException($"cycle.file '{cycle.File}' has no column '{cycle.Column}'; it has {string.Join(", ", names)}");
        return [.. lines.Skip(1).Select((line, row) => Number(line.Split(','), column, cycle.File, row + 2))];
    }

    private static long[][] Labels(MatrixLabels labels)
    {
        var lines = Lines("labels.file", labels.File);
        return [.. lines.Select((line, row) =>
        {
            var cells = line.Split('\t');
            if (cells.Length != labels.Columns.Count)
                throw new InvalidDataException($"line {row + 1} of labels.file '{labels.File}' has {cells.Length} cells, and labels.columns {labels.Columns.Count} names");
            return cells.Select((_, column) => Number(cells, column, labels.File, row + 1)).ToArray();
        })];
    }

    private static string[] Lines(string option, string file) => File.Exists(file)
        ? [.. File.ReadLines(file).Where(line => line.Length > 0)]
        : throw new FileNotFoundException($"{option} '{file}' is not there", file);

    private static long Number(string[] cells, int column, string file, int line) =>
        column < cells.Length && long.TryParse(cells[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InvalidDataException($"line {line} of '{file}' has no whole number in cell {column + 1}");

    private static int Checked(long line, int lines, string option, string file, string partition) => line < lines
        ? (int)line
        : throw new InvalidDataException($"{option} '{file}' ends after {lines} cycles, and '{partition}' has more");
}
