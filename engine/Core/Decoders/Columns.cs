using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Decoders.Text;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Decoders;

/// <summary>What decoders demand of the columns asked for.</summary>
internal static class Columns
{
    /// <summary>There are columns, and units stand where they mean something; false when not, which has been reported.</summary>
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
        binding.Error(ProblemCodes.FieldPathUnreadable, $"columns.{column.Name}.from", $"columns.{column.Name}.from is no path into a record, got '{column.From}'.",
            "Write names with dots between them and list places in brackets, for example a.b[0]; a name with dots of its own as ['a.b'].");
        return null;
    }

    private static bool CheckUnit(ColumnSpec column, DecoderBinding binding)
    {
        if (column.Unit is null) return true;
        var hasTime = (column.Type.Element ?? column.Type).Kind is Kind.Timestamp or Kind.Duration;
        if (hasTime && Numbers.PowerOfUnit(column.Unit) is not null) return true;
        binding.Error(ProblemCodes.UnitUnknown, $"columns.{column.Name}.unit",
            hasTime ? $"columns.{column.Name}.unit must be s, ms, us or ns, got '{column.Unit}'." : $"columns.{column.Name} is {column.Type}, which has no unit.",
            hasTime ? null : "A unit says what the numbers of a timestamp or duration count.");
        return false;
    }
}
