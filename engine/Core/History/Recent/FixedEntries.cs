using System.Runtime.CompilerServices;
using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History.Recent;

/// <summary>Values of fixed size by place.</summary>
internal sealed class FixedEntries<T> : EntryColumn where T : unmanaged
{
    private T[] _values = [];

    public override int BytesEach => Unsafe.SizeOf<T>();

    public override void Move(int from, int to, int count)
    {
        base.Move(from, to, count);
        _values.AsSpan(from, count).CopyTo(_values.AsSpan(to));
    }

    public override long KeyOf(int place) => KeyOf(_values[place]);

    public override long KeyOf(Column column, int row) => KeyOf(((FixedColumn<T>)column).Values[row]);

    public override void AppendTo(ColumnBuilder output, int place, int count)
    {
        var builder = (FixedBuilder<T>)output;
        if (!HasNulls)
        {
            builder.Reserve(builder.Length + count);
            _values.AsSpan(place, count).CopyTo(builder.Room.AsSpan(builder.Length));
            builder.Advance(builder.Length + count);
            return;
        }

        for (; count > 0; count--, place++)
        {
            if (IsNull(place)) builder.AppendNull();
            else builder.Append(_values[place]);
        }
    }

    protected override void Resize(int places) => Array.Resize(ref _values, places);

    protected override void SetValue(int place, Column column, int row) => _values[place] = ((FixedColumn<T>)column).Values[row];

    protected override void SaveValues(StateWriter state, int places) => state.WriteItems<T>(_values.AsSpan(0, places));

    private static long KeyOf(T value)
    {
        if (typeof(T) == typeof(double)) return (long)KeyEncoder.OrderedBits((double)(object)value);
        return typeof(T) == typeof(long) ? (long)(object)value : (bool)(object)value ? 1 : 0;
    }
}
