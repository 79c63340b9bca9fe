namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>
/// A sample of rows, each as likely to be in it as any other: all of them until it is full (Vitter's algorithm R, 1985). Which
/// are in it depends on the seed and on the order of the rows alone.
/// </summary>
/// <param name="features">Values a row.</param>
/// <param name="most">Rows it can hold.</param>
/// <param name="seed">Decides on the draws.</param>
internal sealed class Reservoir(int features, int most, long seed)
{
    private Random64 _random = Random64.Of(seed, -1);
    private double[] _values = [];
    private long _seen;

    /// <summary>Rows in it.</summary>
    public int Rows => (int)Math.Min(_seen, most);

    /// <summary>Row after row.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Rows * features);

    public void Add(ReadOnlySpan<double> row)
    {
        var place = _seen < most ? _seen : _random.Below(_seen + 1);
        _seen++;
        if (place >= most) return;
        var start = (int)place * features;
        if (start + features > _values.Length) Array.Resize(ref _values, (int)Math.Min((long)most * features, Math.Max(start + features, 2L * _values.Length)));
        row.CopyTo(_values.AsSpan(start));
    }
}
