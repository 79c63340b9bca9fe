using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>|x − the key's oldest value within a span of event time| is above a limit.</summary>
internal sealed class ChangeCondition(Expression of, Duration within, double above) : MeasuredCondition(of)
{
    private readonly Histories _histories = new();

    public override bool NeedsTime => true;

    public override string Text => $"{Measure} changed by more than {above:R} within {within}";

    public override string State => $"the rows of {within}";

    public override long StateBytes => _histories.StateBytes;

    public override void Save(StateWriter state) => _histories.Save(state);

    public override void Restore(StateReader state) => _histories.Restore(state);

    protected override bool Judge(int key, Sample sample)
    {
        if (sample.Value is not { } value) return false;
        var newest = _histories.CountOf(key) == 0 ? sample.Time : Math.Max(sample.Time, _histories.Newest(key).Time);
        while (_histories.CountOf(key) > 0 && _histories[key, 0].Time < newest - within.Microseconds) _histories.RemoveOldest(key);
        if (sample.Time < newest - within.Microseconds) return false;

        var isMet = _histories.CountOf(key) > 0 && Math.Abs(value - _histories[key, 0].Number) > above;
        _histories.Add(key, sample, out _);
        return isMet;
    }
}
