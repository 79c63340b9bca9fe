namespace StreamGuard.Benchmarks.Scoring;

/// <summary>A runtime by itself: tensors that are filled beforehand, and nothing but calls.</summary>
internal interface IBareLoop : IDisposable
{
    /// <summary>Scores the same batches over and over.</summary>
    void Run(int batches);
}
