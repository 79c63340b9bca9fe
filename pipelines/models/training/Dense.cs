using StreamGuard.Core.Connectors.Simulation;

namespace StreamGuard.Training;

/// <summary>A layer whose outputs are linear in its input.</summary>
internal sealed class Dense : ILayer
{
    private readonly double[] _input;
    private readonly double[] _output;

    public Dense(int inputs, int units, Noise noise, ref long draw)
    {
        (Inputs, Units) = (inputs, units);
        Weights = new Parameters(units * inputs);
        Biases = new Parameters(units);
        Weights.Draw(Math.Sqrt(6.0 / (inputs + units)), noise, ref draw);
        (_input, _output) = (new double[inputs], new double[units]);
    }

    public int Inputs { get; }

    public int Units { get; }

    /// <summary>A row for each unit, as wide as the input.</summary>
    public Parameters Weights { get; }

    public Parameters Biases { get; }

    public IEnumerable<Parameters> Parameters => [Weights, Biases];

    public double[] Forward(double[] input)
    {
        input.CopyTo(_input, 0);
        for (var unit = 0; unit < Units; unit++) _output[unit] = Linear.Dot(Weights.Values.AsSpan(unit * Inputs, Inputs), input) + Biases.Values[unit];
        return _output;
    }

    public void Backward(double[] upstream, double[] downstream)
    {
        Array.Clear(downstream);
        for (var unit = 0; unit < Units; unit++)
        {
            Biases.Slopes[unit] += upstream[unit];
            Linear.Add(_input, upstream[unit], Weights.Slopes.AsSpan(unit * Inputs, Inputs));
            Linear.Add(Weights.Values.AsSpan(unit * Inputs, Inputs), upstream[unit], downstream);
        }
    }
}
