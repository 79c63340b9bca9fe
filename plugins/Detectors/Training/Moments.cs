namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>Mean and sample deviation of each feature, row by row (Welford 1962): the same however rows are cut into batches.</summary>
internal sealed class Moments(int features)
{
    private readonly double[] _squares = new double[features];

    public long Rows { get; private set; }

    /// <summary>Of each feature.</summary>
    public double[] Mean { get; } = new double[features];

    public void Add(ReadOnlySpan<double> row)
    {
        var share = 1.0 / ++Rows;
        for (var i = 0; i < row.Length; i++)
        {
            var difference = row[i] - Mean[i];
            Mean[i] += difference * share;
            _squares[i] += difference * (row[i] - Mean[i]);
        }
    }

    /// <summary>Of each feature; 1 for one that does not vary, or varies too much for a float.</summary>
    public double[] Scale()
    {
        var scale = new double[Mean.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            var deviation = Rows < 2 ? 0 : Math.Sqrt(_squares[i] / (Rows - 1));
            scale[i] = deviation > 0 && double.IsFinite(deviation) ? deviation : 1;
        }

        return scale;
    }
}
