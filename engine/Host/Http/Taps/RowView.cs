using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime.Taps;

namespace StreamGuard.Host.Http.Taps;

/// <summary>A row that was tapped.</summary>
/// <param name="Id">Counted from 1; a gap where rows were not kept.</param>
/// <param name="At">When it passed.</param>
/// <param name="From">The component that sent it.</param>
/// <param name="Row">Its values by column, as a file sink would write them.</param>
internal sealed record RowView(long Id, DateTimeOffset At, string From, IReadOnlyDictionary<string, object?> Row)
{
    public static RowView Of(TappedRow row, RowMask mask)
    {
        var values = mask.Values(row.Schema, row.Values);
        return new RowView(row.Id, row.At, row.From, row.Schema.Fields.Select((field, i) => (field.Name, Value: Json(field.Type, values[i]))).ToDictionary(each => each.Name, each => each.Value));
    }

    private static object? Json(ColumnType type, object? value) => value switch
    {
        double number when !double.IsFinite(number) => null,
        DateTime time => Timestamps.Format(Timestamps.FromDateTime(time)),
        Duration duration => duration.ToString(),
        object?[] list => list.Select(item => Json(type.Element ?? type, item)).ToArray(),
        string text when type.Kind == Kind.Json => Parsed(text),
        _ => value,
    };

    private static object Parsed(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            // Cut, or with a secret taken out of it.
            return text;
        }
    }
}
