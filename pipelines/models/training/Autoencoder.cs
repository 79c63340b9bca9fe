using StreamGuard.Core.Connectors.Simulation;

namespace StreamGuard.Training;

/// <summary>LSTM 64, 32, 16, then 16, 32, then dense 31, on a sequence of one: what comes out should be what went in.</summary>
internal sealed class Autoencoder
{
    private readonly Noise _noise;
    private readonly ILayer[] _layers;
    private readonly double[][] _slopes;
    private long _draw;
    private int _step;

    public Autoencoder(int width, long seed)
    {
        _noise = new Noise(seed);
        Cells = [Cell(width, 64), Cell(64, 32), Cell(32, 16), Cell(16, 16), Cell(16, 32)];
        Last = new Dense(32, width, _noise, ref _draw);
        _layers = [.. Cells, Last];
        _slopes = [.. _layers.Select(layer => new double[layer.Inputs])];
    }

    /// <summary>Three that make the row narrow and two that make it wide again.</summary>
    public Cell[] Cells { get; }

    public Dense Last { get; }

    /// <summary>The reconstruction of a scaled row; the next call overwrites it.</summary>
    public double[] Forward(double[] scaled)
    {
        var values = scaled;
        foreach (var layer in _layers) values = layer.Forward(values);
        return values;
    }

    /// <summary>One pass over the rows in an order of its own. Gives the mean error.</summary>
    public double Learn(double[][] rows, int batch, double rate)
    {
        var order = Enumerable.Range(0, rows.Length).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = (int)(_noise.Uniform(_draw++) * (i + 1));
            (order[i], order[other]) = (order[other], order[i]);
        }

        var error = 0.0;
        for (var from = 0; from < order.Length; from += batch)
        {
            var rowsHere = Math.Min(batch, order.Length - from);
            for (var i = from; i < from + rowsHere; i++) error += Back(rows[order[i]], rowsHere);
            _step++;
            foreach (var parameters in _layers.SelectMany(layer => layer.Parameters)) parameters.Learn(rate, _step);
        }

        return error / rows.Length;
    }

    /// <summary>From here on the network is what its file holds.</summary>
    public void Round()
    {
        foreach (var parameters in _layers.SelectMany(layer => layer.Parameters)) parameters.Round();
    }

    private double Back(double[] row, int batch)
    {
        var output = Forward(row);
        var (error, slopes) = (0.0, new double[row.Length]);
        for (var i = 0; i < row.Length; i++)
        {
            var difference = output[i] - row[i];
            error += difference * difference / row.Length;
            slopes[i] = 2 * difference / row.Length / batch;
        }

        for (var layer = _layers.Length - 1; layer >= 0; layer--)
        {
            _layers[layer].Backward(slopes, _slopes[layer]);
            slopes = _slopes[layer];
        }

        return error;
    }

    private Cell Cell(int inputs, int units) => new(inputs, units, _noise, ref _draw);
}
