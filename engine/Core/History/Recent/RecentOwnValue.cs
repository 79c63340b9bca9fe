using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Recent;

/// <summary>Whether the row's own value stands among those of a span, or its share of them; null for a null, a share also where there is none.</summary>
internal sealed class RecentOwnValue(ValueCounts counts, EntryColumn values, int column, bool isShare) : RecentCall
{
    private readonly ColumnBuilder _output = ColumnBuilder.For(isShare ? ColumnType.Float : ColumnType.Bool);
    private Column? _own;

    public override void Begin(ReadOnlySpan<Column> arguments) => _own = arguments[column];

    public override void Answer(int key, int low, int high, int row)
    {
        if (_own!.IsNull(row))
        {
            _output.AppendNull();
            return;
        }

        var (rows, same) = counts.Of(key, low, high, values.KeyOf(_own, row));
        if (!isShare) ((FixedBuilder<bool>)_output).Append(same > 0);
        else if (rows == 0) _output.AppendNull();
        else ((FixedBuilder<double>)_output).Append((double)same / rows);
    }

    public override Column Build(int answer) => _output.Build();
}
