namespace StreamGuard.Training;

/// <summary>z = (x − mean) / scale in float64, as scikit-learn's StandardScaler has it: scale is 1 where all values are the same.</summary>
internal sealed record Scaler(double[] Mean, double[] Scale)
{
    public static Scaler Of(double[][] rows)
    {
        var width = rows[0].Length;
        var (mean, scale) = (new double[width], new double[width]);
        for (var column = 0; column < width; column++)
        {
            var at = column;
            mean[at] = rows.Average(row => row[at]);
            var deviation = Math.Sqrt(rows.Average(row => (row[at] - mean[at]) * (row[at] - mean[at])));
            scale[at] = deviation > 1e-12 ? deviation : 1;
        }

        return new Scaler(mean, scale);
    }

    public double[] Scaled(double[] row)
    {
        var scaled = new double[row.Length];
        for (var column = 0; column < row.Length; column++) scaled[column] = (row[column] - Mean[column]) / Scale[column];
        return scaled;
    }
}
