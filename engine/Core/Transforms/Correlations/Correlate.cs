using StreamGuard.Contracts;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms.Correlations;

/// <summary>A window that gathers all pairs at once, and whose rows are taken apart into one a pair.</summary>
internal sealed class Correlate : ITransform, IKeyedState
{
    private readonly CorrelateOptions _options;
    private readonly Window _window;
    private PairRows? _rows;

    public Correlate(CorrelateOptions options)
    {
        _options = options;
        _window = new Window(binding => PlanOf(binding));
    }

    public long StateBytes => _window.StateBytes;

    public long? StateKeys => _window.StateKeys;

    public Schema? Bind(TransformBinding binding) => _window.Bind(binding) is null ? null : _rows!.Schema;

    public void OnBatch(Batch batch, Output output) => _window.OnBatch(batch, new PairOutput(output, _rows!));

    public long OnWatermark(long watermark, Output output) => _window.OnWatermark(watermark, new PairOutput(output, _rows!));

    public void OnEnd(Output output) => _window.OnEnd(new PairOutput(output, _rows!));

    public void Save(StateWriter state) => _window.Save(state);

    public void Restore(StateReader state) => _window.Restore(state);

    public void Restore(IReadOnlyList<StateReader> states, IKeyShare share) => _window.Restore(states, share);

    private WindowPlan? PlanOf(TransformBinding binding)
    {
        if (CorrelateBinder.Bind(_options, binding) is not var (plan, pairs, output)) return null;
        _rows = new PairRows(output, pairs, _options.MinRows);
        return plan;
    }

    /// <summary>Takes windows in place of the output.</summary>
    private sealed class PairOutput(Output output, PairRows rows) : Output
    {
        public override Account Account => output.Account;

        public override bool IsStopping => output.IsStopping;

        public override void Emit(Batch windows)
        {
            // The window has counted its rows as made; what is made of them is rows a pair.
            Account.Made -= windows.Rows;
            rows.TakeApart(windows, output);
            windows.Release();
        }

        public override void DeadLetter(Batch batch, ReadOnlySpan<int> late, string reason) => output.DeadLetter(batch, late, reason);
    }
}
