using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Decoders;

/// <summary>What decoders demand of the columns asked for.</summary>
internal static class Columns
{
    /// <summary>There are columns, and units stand only where they mean something; false when not, which has been reported.</summary>
    public static bool Check(DecoderBinding binding, string decoder)
    {
        if (binding.Columns.Count == 0)
        {
            binding.Error(ProblemCodes.ColumnsMissing, "", $"{decoder} needs to know the columns to read, and there are none.",
                "Write them beside decode, for example columns: { name: string, value: float }.");
            return false;
        }

        var good = true;
        foreach (var column in binding.Columns) good &= CheckUnit(column, binding);
        return good;
    }

    /// <summary>Where a column stands in a record; null when that cannot be read, which has been reported.</summary>
    public static FieldPath? PathOf(ColumnSpec column, DecoderBinding binding)
    {
        if (column.From is null) return FieldPath.Of(column.Name);
        if (FieldPath.Parse(column.From) is { } path) return path;
        binding.Error(ProblemCodes.FieldPathUnreadable, column.Location, $"columns.{column.Name}.from is no path into a record, got '{column.From}'.",
            "Write names with dots between them and list places in brackets, for example a.b[0]; a name with dots of its own as ['a.b'].");
        return null;
    }

    private static bool CheckUnit(ColumnSpec column, DecoderBinding binding)
    {
        if (column.Unit is null || (column.Type.Element ?? column.Type).Kind is Kind.Timestamp or Kind.Duration) return true;
        binding.Error(ProblemCodes.UnitUseless, column.Location, $"columns.{column.Name} is {column.Type}, which has no unit.",
            "A unit says what the numbers of a timestamp or duration count.");
        return false;
    }
}
