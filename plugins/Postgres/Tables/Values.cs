using System.Text;
using Npgsql;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Postgres.Tables;

/// <summary>Appends a column's values, of the types that <see cref="PostgresTypes"/> asks for.</summary>
/// <param name="column">What is asked for.</param>
/// <param name="place">Its place in the rows.</param>
/// <param name="builder">Takes them.</param>
internal sealed class Values(ColumnSpec column, int place, ColumnBuilder builder)
{
    /// <exception cref="TableException">The value has no like among ours.</exception>
    public void Append(NpgsqlDataReader row)
    {
        if (row.IsDBNull(place)) builder.AppendNull();
        else if (builder is ListBuilder list) AppendList(list, row);
        else
        {
            switch (column.Type.Kind)
            {
                case Kind.Bool: ((FixedBuilder<bool>)builder).Append(row.GetBoolean(place)); break;
                case Kind.Float: AppendFloat(builder, row.GetDouble(place)); break;
                case Kind.Int: AppendInt64(builder, row.GetInt64(place)); break;
                case Kind.Timestamp: AppendInt64(builder, row.GetFieldType(place) == typeof(long) ? row.GetInt64(place) : Micros(row.GetDateTime(place))); break;
                case Kind.Duration: AppendInt64(builder, row.GetFieldType(place) == typeof(long) ? row.GetInt64(place) : Micros(row.GetTimeSpan(place))); break;
                default: AppendText(builder, row.GetString(place)); break;
            }
        }
    }

    private void AppendList(ListBuilder list, NpgsqlDataReader row)
    {
        switch (column.Type.Element!.Kind)
        {
            case Kind.Bool: All<bool>((items, item) => ((FixedBuilder<bool>)items).Append(item)); break;
            case Kind.Float: All<double>(AppendFloat); break;
            case Kind.Int: All<long>(AppendInt64); break;
            case Kind.Timestamp: All<DateTime>((items, item) => AppendInt64(items, Micros(item))); break;
            case Kind.Duration: All<TimeSpan>((items, item) => AppendInt64(items, Micros(item))); break;
            default:
                foreach (var item in row.GetFieldValue<string?[]>(place))
                {
                    if (item is null) list.Items.AppendNull();
                    else AppendText(list.Items, item);
                }

                break;
        }

        list.CloseRow();

        void All<T>(Action<ColumnBuilder, T> append) where T : struct
        {
            foreach (var item in row.GetFieldValue<T?[]>(place))
            {
                if (item is null) list.Items.AppendNull();
                else append(list.Items, item.Value);
            }
        }
    }

    private void AppendFloat(ColumnBuilder to, double value)
    {
        if (column.NonFiniteIsNull && !double.IsFinite(value)) to.AppendNull();
        else ((FixedBuilder<double>)to).Append(value);
    }

    private static void AppendInt64(ColumnBuilder to, long value) => ((FixedBuilder<long>)to).Append(value);

    private static void AppendText(ColumnBuilder to, string value) => ((TextBuilder)to).Append(Encoding.UTF8.GetBytes(value));

    /// <summary>The driver makes the ends of time out of the infinities.</summary>
    private long Micros(DateTime time) => time == DateTime.MaxValue || time == DateTime.MinValue
        ? throw new TableException($"column '{column.From ?? column.Name}' holds a time that is infinite, which a timestamp cannot be")
        : Timestamps.FromDateTime(time);

    private static long Micros(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
