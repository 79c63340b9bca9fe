using StreamGuard.Core.Connectors.Simulation;

namespace StreamGuard.Training;

/// <summary>
/// A layer of LSTM cells that sees a sequence of one: from a state of zeros the forget gate and the recurrent weights
/// have nothing to act on, and what remains is h = σ(o) · tanh(σ(i) · tanh(g)), where i, g and o are linear in the input.
/// </summary>
internal sealed class Cell : ILayer
{
    private const int Gates = 3;

    private readonly double[] _input;
    private readonly double[] _gates;
    private readonly double[] _state;
    private readonly double[] _output;

    public Cell(int inputs, int units, Noise noise, ref long draw)
    {
        (Inputs, Units) = (inputs, units);
        Weights = new Parameters(Gates * units * inputs);
        Biases = new Parameters(Gates * units);
        // Glorot's uniform (Glorot, Bengio 2010).
        Weights.Draw(Math.Sqrt(6.0 / (inputs + units)), noise, ref draw);
        (_input, _gates, _state, _output) = (new double[inputs], new double[Gates * units], new double[units], new double[units]);
    }

    public int Inputs { get; }

    public int Units { get; }

    /// <summary>Rows of the gates i, g and o, each of as many as there are units; a row is as wide as the input.</summary>
    public Parameters Weights { get; }

    public Parameters Biases { get; }

    public IEnumerable<Parameters> Parameters => [Weights, Biases];

    public double[] Forward(double[] input)
    {
        input.CopyTo(_input, 0);
        for (var row = 0; row < _gates.Length; row++)
        {
            var sum = Linear.Dot(Weights.Values.AsSpan(row * Inputs, Inputs), input) + Biases.Values[row];
            _gates[row] = row / Units == 1 ? Math.Tanh(sum) : 1 / (1 + Math.Exp(-sum));
        }

        for (var unit = 0; unit < Units; unit++)
        {
            _state[unit] = Math.Tanh(_gates[unit] * _gates[Units + unit]);
            _output[unit] = _gates[2 * Units + unit] * _state[unit];
        }

        return _output;
    }

    public void Backward(double[] upstream, double[] downstream)
    {
        Array.Clear(downstream);
        for (var unit = 0; unit < Units; unit++)
        {
            var (i, g, o, state) = (_gates[unit], _gates[Units + unit], _gates[2 * Units + unit], _state[unit]);
            var inner = upstream[unit] * o * (1 - state * state);
            Back(unit, inner * g * i * (1 - i), downstream);
            Back(Units + unit, inner * i * (1 - g * g), downstream);
            Back(2 * Units + unit, upstream[unit] * state * o * (1 - o), downstream);
        }
    }

    private void Back(int row, double slope, double[] downstream)
    {
        Biases.Slopes[row] += slope;
        Linear.Add(_input, slope, Weights.Slopes.AsSpan(row * Inputs, Inputs));
        Linear.Add(Weights.Values.AsSpan(row * Inputs, Inputs), slope, downstream);
    }
}
