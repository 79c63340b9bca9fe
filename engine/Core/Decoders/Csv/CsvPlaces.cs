using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Text;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>The columns that are made of a row's place, as <see cref="CsvRows"/> names them.</summary>
internal sealed class CsvPlaces
{
    private readonly CsvRows _options;
    private readonly int _first;
    private readonly long _start;

    private CsvPlaces(CsvRows options, int first, long start) => (_options, _first, _start) = (options, first, start);

    /// <summary>Adds the columns to those that are read; null when none is asked for, or they cannot be had, which has been reported.</summary>
    public static CsvPlaces? Bind(CsvRows? options, DecoderBinding binding, List<Field> fields)
    {
        if (options is null) return null;
        if (binding.AreMessages)
            binding.Error(ProblemCodes.NoBeginning, "rows", "csv counts the rows of a file from its beginning, and messages come without one.", "Leave out rows.");
        var first = fields.Count;
        Add("number", options.Number, ColumnType.Int, binding, fields);
        Add("file", options.File, ColumnType.String, binding, fields);
        Add("time", options.Time, ColumnType.Timestamp, binding, fields);
        return new CsvPlaces(options, first, StartOf(options, binding));
    }

    /// <summary>Appends the columns of a row.</summary>
    /// <param name="number">Its number in its file.</param>
    /// <param name="file">The file's name up to its first dot.</param>
    /// <param name="rows">The batch.</param>
    public void Append(long number, ReadOnlySpan<byte> file, BatchBuilder rows)
    {
        var column = _first;
        if (_options.Number is not null) rows.Ints(column++).Append(number);
        if (_options.File is not null) rows.Text(column++).Append(file);
        if (_options.Time is not null) rows.Ints(column).Append(_start + number * _options.Every!.Value.Microseconds);
    }

    /// <summary>A partition's file name up to its first dot.</summary>
    public static byte[] NameOf(string partition)
    {
        var file = Path.GetFileName(partition);
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(dot < 0 ? file : file[..dot]);
    }

    private static void Add(string option, string? name, ColumnType type, DecoderBinding binding, List<Field> fields)
    {
        if (name is null) return;
        if (fields.TrueForAll(field => field.Name != name)) fields.Add(new Field(name, type));
        else binding.Error(ProblemCodes.ColumnTwice, $"rows.{option}", $"rows.{option} names '{name}', which is a column already.", "Give it another name.");
    }

    private static long StartOf(CsvRows options, DecoderBinding binding)
    {
        if (options.Time is null)
        {
            foreach (var (name, isWritten) in new[] { ("start", options.Start is not null), ("every", options.Every is not null) })
                if (isWritten) binding.Error(ProblemCodes.NeedsOther, $"rows.{name}", $"rows.{name} is of use only with rows.time.", $"Name the column: time: timestamp, or leave out {name}.");
            return 0;
        }

        if (options.Start is null || options.Every is null)
            binding.Error(ProblemCodes.NeedsOther, "rows.time", "rows.time needs rows.start and rows.every: a row was at start + number × every.", "Write for example start: 2025-11-08T14:30:00Z, every: 10ms.");
        if (options.Start is null) return 0;
        if (TimestampText.TryParse(Encoding.UTF8.GetBytes(options.Start), out var start)) return start;
        binding.Error(ProblemCodes.NotATime, "rows.start", $"rows.start is no time: '{options.Start}'.", "Write for example 2025-11-08T14:30:00Z.");
        return 0;
    }
}
