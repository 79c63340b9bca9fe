using System.Numerics;
using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>
/// Scores batches with a loaded model: null to default, scaled in float64, rounded to float32, run, scored in float64.
/// Its buffers are kept from batch to batch. For one thread.
/// </summary>
internal sealed class Scorer : IDisposable
{
    private readonly LoadedModel _loaded;
    private readonly FeatureColumns _features;
    private readonly Tensor[] _inputs;
    private readonly Tensor[] _given;
    private readonly int[] _asked;
    private readonly int[] _wanted;
    private readonly Tensor[] _outputs;
    private double[] _scaled = [];
    private double[] _scores = [];
    private bool[] _isBad = [];

    /// <param name="loaded">The model, which is disposed of with the scorer.</param>
    /// <param name="features">Its features, bound to the rows to come.</param>
    /// <param name="outputs">Which of the bundle's outputs are asked for, besides the one that the score is made of.</param>
    public Scorer(LoadedModel loaded, FeatureColumns features, IEnumerable<int> outputs)
    {
        (_loaded, _features) = (loaded, features);
        _inputs = [.. Bundle.Inputs.Select(input => new Tensor(input.Type, input.Width))];
        _given = [.. loaded.Inputs.Select(input => _inputs[input])];
        _asked = [.. outputs.Append(0).Distinct().Order()];
        _wanted = [.. _asked.Select(output => loaded.Outputs[output])];
        _outputs = [.. _asked.Select(output => new Tensor(Bundle.Outputs[output].Tensor.Type, Bundle.Outputs[output].Tensor.Width))];
    }

    public Bundle Bundle => _loaded.Bundle;

    public FeatureColumns Features => _features;

    /// <summary>Of the last batch; empty where the bundle has no score.</summary>
    public ReadOnlySpan<double> Scores => Bundle.HasScore ? _scores : [];

    /// <summary>Rows of the last batch that cannot be scored: a feature, or the score, is not finite.</summary>
    public ReadOnlySpan<bool> IsBad => _isBad;

    /// <summary>Scaled features of the last batch, row after row.</summary>
    public ReadOnlySpan<double> Scaled => _scaled;

    /// <summary>An output of the last batch, by its place in the bundle.</summary>
    public Tensor Output(int output) => _outputs[Array.IndexOf(_asked, output)];

    /// <summary>Scores a batch of the schema that the features were bound to.</summary>
    /// <exception cref="ModelException">The model failed.</exception>
    public void Score(Batch batch)
    {
        if (batch.Rows == 0) return;
        MakeRoom(batch.Rows);
        _isBad.AsSpan(0, batch.Rows).Clear();
        _features.Fill(batch, _scaled, _isBad);
        Run(batch.Rows);
    }

    /// <summary>Runs the model once, for so many rows whose features are all 0 after scaling: the first run takes longer than others.</summary>
    /// <exception cref="ModelException">The model failed.</exception>
    public void Warm(int rows)
    {
        MakeRoom(rows);
        _scaled.AsSpan().Clear();
        Run(rows);
    }

    public void Dispose() => _loaded.Dispose();

    private void Run(int rows)
    {
        Round(rows);
        _loaded.Model.Run(rows, _given, _wanted, _outputs);
        if (!Bundle.HasScore) return;
        if (Bundle.Options.Score.Kind == ScoreKind.MeanSquaredError) SquaredErrors(rows);
        else TakeColumn(rows);
        for (var row = 0; row < rows; row++)
            if (!double.IsFinite(_scores[row])) _isBad[row] = true;
    }

    private void MakeRoom(int rows)
    {
        foreach (var tensor in _inputs) tensor.EnsureRows(rows);
        foreach (var tensor in _outputs) tensor.EnsureRows(rows);
        if (_isBad.Length >= rows) return;
        var room = (int)BitOperations.RoundUpToPowerOf2((uint)rows);
        (_scaled, _scores, _isBad) = (new double[checked(room * _features.Count)], new double[room], new bool[room]);
    }

    /// <summary>Puts the scaled features into the model's inputs, in order.</summary>
    private void Round(int rows)
    {
        if (_inputs is [var only])
        {
            Copy(_scaled.AsSpan(0, rows * _features.Count), only, 0);
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            var from = row * _features.Count;
            foreach (var input in _inputs)
            {
                Copy(_scaled.AsSpan(from, input.Width), input, row * input.Width);
                from += input.Width;
            }
        }
    }

    private static void Copy(ReadOnlySpan<double> values, Tensor input, int at)
    {
        if (input.Type == ElementType.Float64) values.CopyTo(input.Values<double>()[at..]);
        else Narrow(values, input.Values<float>().Slice(at, values.Length));
    }

    // A vector at a time: at a thousand rows this is half of what scoring costs besides the model itself.
    private static void Narrow(ReadOnlySpan<double> values, Span<float> rounded)
    {
        var wide = MemoryMarshal.Cast<double, Vector<double>>(values);
        var narrow = MemoryMarshal.Cast<float, Vector<float>>(rounded);
        for (var i = 0; i < narrow.Length; i++) narrow[i] = Vector.Narrow(wide[2 * i], wide[2 * i + 1]);
        for (var i = narrow.Length * Vector<float>.Count; i < values.Length; i++) rounded[i] = (float)values[i];
    }

    private void SquaredErrors(int rows)
    {
        var (count, output) = (_features.Count, Output(0));
        if (output.Type == ElementType.Float32)
        {
            SquaredErrors(rows, count, output.Values<float>());
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            var sum = 0.0;
            for (var i = row * count; i < (row + 1) * count; i++) sum += (_scaled[i] - OutputValues.At(output, i)) * (_scaled[i] - OutputValues.At(output, i));
            _scores[row] = sum / count;
        }
    }

    // Four rows side by side: each row's own sum has to wait for every addition before it, in the order of the features.
    private void SquaredErrors(int rows, int count, ReadOnlySpan<float> outputs)
    {
        var scaled = _scaled.AsSpan(0, rows * count);
        var row = 0;
        for (; row <= rows - 4; row += 4)
        {
            var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
            for (int i = row * count, end = i + count; i < end; i++)
            {
                a += Squared(scaled[i] - outputs[i]);
                b += Squared(scaled[i + count] - outputs[i + count]);
                c += Squared(scaled[i + 2 * count] - outputs[i + 2 * count]);
                d += Squared(scaled[i + 3 * count] - outputs[i + 3 * count]);
            }

            (_scores[row], _scores[row + 1], _scores[row + 2], _scores[row + 3]) = (a / count, b / count, c / count, d / count);
        }

        for (; row < rows; row++)
        {
            var sum = 0.0;
            for (int i = row * count, end = i + count; i < end; i++) sum += Squared(scaled[i] - outputs[i]);
            _scores[row] = sum / count;
        }
    }

    private static double Squared(double difference) => difference * difference;

    private void TakeColumn(int rows)
    {
        var output = Output(0);
        var info = Bundle.ScoreOutput;
        var (width, column) = (output.Width, info.Column ?? 0);
        for (var row = 0; row < rows; row++)
        {
            var value = OutputValues.At(output, row * width + column);
            _scores[row] = info.IsNegated ? -value : value;
        }
    }
}
