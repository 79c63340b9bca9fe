using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Decoders.Text;

namespace StreamGuard.Core.Decoders.Csv;

/// <summary>Makes a column's value of a cell that is not null.</summary>
internal sealed class CsvConversion(ColumnSpec column)
{
    private readonly int? _power = column.Unit is null ? null : Numbers.PowerOfUnit(column.Unit);
    private readonly JsonConversion _json = new(column);

    /// <summary>Appends the value, or gives the reason why it does not fit.</summary>
    public string? Append(ReadOnlySpan<byte> cell, ColumnBuilder builder)
    {
        if (TryAppend(cell, builder)) return null;
        if (!column.NullOnError) return $"column '{column.Name}' wants {column.Type}: found {Cells.Quote(cell)}";
        builder.AppendNull();
        return null;
    }

    private bool TryAppend(ReadOnlySpan<byte> cell, ColumnBuilder builder)
    {
        switch (column.Type.Kind)
        {
            case Kind.Bool when Cells.TryBool(cell, out var truth):
                ((FixedBuilder<bool>)builder).Append(truth);
                return true;
            case Kind.Int when Cells.TryInt(cell, out var whole):
                ((FixedBuilder<long>)builder).Append(whole);
                return true;
            case Kind.Float when Cells.TryFloat(cell, out var number):
                if (column.NonFiniteIsNull && !double.IsFinite(number)) builder.AppendNull();
                else ((FixedBuilder<double>)builder).Append(number);
                return true;
            case Kind.Timestamp or Kind.Duration when TryMicros(cell.Trim((byte)' '), out var micros):
                ((FixedBuilder<long>)builder).Append(micros);
                return true;
            case Kind.String:
                ((TextBuilder)builder).Append(cell);
                return true;
            case Kind.Json or Kind.List:
                return TryAppendJson(cell, builder);
            default:
                return false;
        }
    }

    private bool TryMicros(ReadOnlySpan<byte> cell, out long micros) =>
        Times.TryText(column.Type.Kind, cell, out micros)
        || (_power is { } power && Times.TryNumber(column.Type.Kind, cell, power, out micros));

    private bool TryAppendJson(ReadOnlySpan<byte> cell, ColumnBuilder builder)
    {
        var reader = new Utf8JsonReader(cell);
        try
        {
            if (!reader.Read()) return false;
            var token = reader.TokenType;
            reader.Skip();
            var end = (int)reader.BytesConsumed;
            while (reader.Read()) { } // whatever stands behind the value throws
            return _json.Append(cell[..end].TrimStart(" \t\r\n"u8), token, builder) is null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
