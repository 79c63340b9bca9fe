namespace StreamGuard.Training;

/// <summary>Everything the training follows from. Nothing here was chosen by the figures of the test seed.</summary>
internal sealed record Recipe
{
    /// <summary>Wards of other seeds have other devices, habits drawn anew, and other attacks.</summary>
    public long TrainingSeed { get; init; } = 1;

    public long ThresholdSeed { get; init; } = 2;

    public long TestSeed { get; init; } = 20251108;

    public long NetworkSeed { get; init; } = 42;

    public int TrainingRows { get; init; } = 30_000;

    public int ThresholdRows { get; init; } = 15_000;

    public int TestRows { get; init; } = 60_000;

    /// <summary>Share of the test's minutes that have an attack.</summary>
    public double TestAttacks { get; init; } = 0.5;

    public int Epochs { get; init; } = 100;

    public int Batch { get; init; } = 128;

    public double Rate { get; init; } = 0.001;

    /// <summary>Share of benign rows, not trained on, that score below the threshold.</summary>
    public double ThresholdShare { get; init; } = 0.98;
}
