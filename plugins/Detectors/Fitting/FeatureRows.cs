using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>What a row is good for.</summary>
internal enum RowState : byte
{
    /// <summary>All its features are finite.</summary>
    Good,

    /// <summary>One is null, and nothing stands for it.</summary>
    Missing,

    /// <summary>One is NaN or infinite.</summary>
    NotFinite,
}

/// <summary>The features of a batch, row after row, not scaled. Kept from batch to batch; for one thread.</summary>
internal sealed class FeatureRows(FitPlan plan)
{
    private readonly int _width = plan.Features.Length;
    private double[] _values = [];
    private RowState[] _states = [];

    /// <summary>Rows × features.</summary>
    public double[] Values => _values;

    public ReadOnlySpan<RowState> States => _states;

    /// <summary>Nulls that the number of <c>missing</c> was put in for, so far.</summary>
    public long Defaulted { get; private set; }

    public ReadOnlySpan<double> Row(int row) => _values.AsSpan(row * _width, _width);

    public void Fill(Batch batch)
    {
        if (batch.Rows > _states.Length) (_values, _states) = (new double[batch.Rows * _width], new RowState[batch.Rows]);
        _states.AsSpan(0, batch.Rows).Clear();
        for (var i = 0; i < _width; i++)
        {
            var column = plan.Features[i].Of(batch);
            Spread(column, i);
            if (column.Validity is { } validity) Nulls(validity, i, batch.Rows);
            column.Release();
        }

        for (var row = 0; row < batch.Rows; row++)
            if (_states[row] == RowState.Good && !IsFinite(Row(row))) _states[row] = RowState.NotFinite;
    }

    /// <summary>Name of a row's first feature that is not finite, null where it was null; for people.</summary>
    public string Blame(int row)
    {
        for (var i = 0; i < _width; i++)
            if (!double.IsFinite(_values[(row * _width) + i])) return plan.Features[i].Name;
        return "";
    }

    private void Spread(Column column, int feature)
    {
        var at = feature;
        switch (column)
        {
            case FixedColumn<double> floats:
                foreach (var value in floats.Values) (_values[at], at) = (value, at + _width);
                break;
            case FixedColumn<long> whole:
                foreach (var value in whole.Values) (_values[at], at) = (value, at + _width);
                break;
            case FixedColumn<bool> flags:
                foreach (var value in flags.Values) (_values[at], at) = (value ? 1 : 0, at + _width);
                break;
        }
    }

    private void Nulls(ulong[] validity, int feature, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            if (Bits.Get(validity, row)) continue;
            _values[(row * _width) + feature] = plan.Missing ?? double.NaN;
            if (plan.Missing is null) _states[row] = RowState.Missing;
            else Defaulted++;
        }
    }

    private static bool IsFinite(ReadOnlySpan<double> row)
    {
        // A sum of finite numbers may be infinite, a sum with one that is not cannot be finite.
        var sum = 0.0;
        foreach (var value in row) sum += value;
        if (double.IsFinite(sum)) return true;
        foreach (var value in row)
            if (!double.IsFinite(value)) return false;
        return true;
    }
}
