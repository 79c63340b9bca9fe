namespace StreamGuard.Training;

/// <summary>A trained network with its scaler: what a bundle holds.</summary>
internal sealed class Detector(Scaler scaler, Autoencoder network, double threshold)
{
    public Scaler Scaler { get; } = scaler;

    public Autoencoder Network { get; } = network;

    /// <summary>A score above it is an anomaly.</summary>
    public double Threshold { get; } = threshold;

    /// <summary>Mean of the squared differences between a scaled row and its reconstruction.</summary>
    public static double Score(Scaler scaler, Autoencoder network, double[] features)
    {
        var scaled = scaler.Scaled(features);
        // The model gets float32; the score is of what was scaled in float64.
        var output = network.Forward([.. scaled.Select(value => (double)(float)value)]);
        var sum = 0.0;
        for (var i = 0; i < scaled.Length; i++) sum += (scaled[i] - (float)output[i]) * (scaled[i] - (float)output[i]);
        return sum / scaled.Length;
    }

    public double Score(double[] features) => Score(Scaler, Network, features);

    public IReadOnlyList<double> Scores(Flows flows) => [.. flows.Features.Select(Score)];
}
