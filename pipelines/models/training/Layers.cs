using System.Numerics;
using StreamGuard.Core.Connectors.Simulation;

namespace StreamGuard.Training;

/// <summary>A layer of the network. It remembers its last input, so that slopes can be found behind it.</summary>
internal interface ILayer
{
    int Inputs { get; }

    IEnumerable<Parameters> Parameters { get; }

    /// <summary>The outputs for one row; the layer's own array, which the next call overwrites.</summary>
    double[] Forward(double[] input);

    /// <summary>Adds to the slopes of the parameters and gives those of the input.</summary>
    void Backward(double[] upstream, double[] downstream);
}

/// <summary>Numbers that are learned, with the slopes of a batch and what Adam (Kingma, Ba 2015) remembers of earlier ones.</summary>
internal sealed class Parameters(int count)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-7;

    private readonly double[] _first = new double[count];
    private readonly double[] _second = new double[count];

    public double[] Values { get; } = new double[count];

    public double[] Slopes { get; } = new double[count];

    /// <summary>Uniform draws within ±limit.</summary>
    public void Draw(double limit, Noise noise, ref long draw)
    {
        for (var i = 0; i < Values.Length; i++) Values[i] = limit * (2 * noise.Uniform(draw++) - 1);
    }

    /// <summary>One step of Adam down the slopes, which are forgotten.</summary>
    /// <param name="rate">Learning rate.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public void Learn(double rate, int step)
    {
        var (unbias1, unbias2) = (1 - Math.Pow(Beta1, step), 1 - Math.Pow(Beta2, step));
        for (var i = 0; i < Values.Length; i++)
        {
            _first[i] = Beta1 * _first[i] + (1 - Beta1) * Slopes[i];
            _second[i] = Beta2 * _second[i] + (1 - Beta2) * Slopes[i] * Slopes[i];
            Values[i] -= rate * (_first[i] / unbias1) / (Math.Sqrt(_second[i] / unbias2) + Epsilon);
            Slopes[i] = 0;
        }
    }

    /// <summary>What is kept of the numbers in a file: float32.</summary>
    public void Round()
    {
        for (var i = 0; i < Values.Length; i++) Values[i] = (float)Values[i];
    }
}

/// <summary>The two loops in which all the time goes, as wide as the machine's vectors.</summary>
internal static class Linear
{
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var wide = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count) wide += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        var sum = Vector.Sum(wide);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>sum += factor · a.</summary>
    public static void Add(ReadOnlySpan<double> a, double factor, Span<double> sum)
    {
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + new Vector<double>(a[i..]) * factor).CopyTo(sum[i..]);
        for (; i < a.Length; i++) sum[i] += factor * a[i];
    }
}
