using System.Runtime.InteropServices;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Transforms.Sorting;

/// <summary>Keeps the first rows of each window, or of all, until no further one can come.</summary>
internal sealed class Top(TopOptions options) : ITransform
{
    private const byte Format = 2;

    private readonly List<int> _late = [];
    private long _watermark = long.MinValue;
    private KeptRows _rows = null!;
    private TopPlan _plan = null!;
    private Schema? _schema;

    public Schema? Bind(TransformBinding binding)
    {
        if (TopBinder.Bind(options, binding) is not { } plan) return null;
        (_plan, _rows) = (plan, new KeptRows(plan, options.N));
        return _schema = binding.Input;
    }

    public void OnBatch(Batch batch, Output output)
    {
        if (_plan.Windows is null)
        {
            _rows.Add(batch, long.MinValue, _late, output.Account);
            return;
        }

        var timed = MissingTimes.Reject(batch, _plan.Time, output);
        _rows.Add(timed, EarliestOpen, _late, output.Account);
        AccountForLate(timed, output);
        timed.Release();
    }

    /// <summary>Rows stay in their window until it ends; without windows what comes out last may be what is earliest.</summary>
    public long OnWatermark(long watermark, Output output)
    {
        _watermark = watermark;
        _rows.Leave(EarliestOpen, output);
        return EarliestOpen;
    }

    /// <summary>For a stream without event time, and so without a last watermark.</summary>
    public void OnEnd(Output output)
    {
        if (_watermark != long.MaxValue) OnWatermark(long.MaxValue, output);
    }

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        state.Write(_watermark);
        _rows.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "a top");
        _watermark = state.ReadLong();
        _rows.Restore(state, _schema!);
    }

    private long EarliestOpen => _plan.Windows is { } windows ? windows.EarliestOpen(_watermark, lateness: 0)
        : _watermark == long.MaxValue ? long.MaxValue : long.MinValue;

    private void AccountForLate(Batch batch, Output output)
    {
        if (_late.Count == 0) return;
        if (options.Late == TopLate.DeadLetter) output.DeadLetter(batch, CollectionsMarshal.AsSpan(_late), $"late, its window had left: the watermark was {Timestamps.Format(_watermark)}");
        else output.Account.Late += _late.Count;
        _late.Clear();
    }
}
