using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>|x − the key's oldest value within a span of event time| is above a limit.</summary>
internal sealed class ChangeCondition(Expression of, Duration within, double above) : MeasuredCondition(of)
{
    private readonly Slab<History> _histories = new(() => new History());

    public override bool NeedsTime => true;

    public override string Text => $"{Measure} changed by more than {above:R} within {within}";

    public override string State => $"the rows of {within}";

    public override void Save(StateWriter state) => _histories.Save(state, static (history, to) => history.Save(to));

    public override void Restore(StateReader state) => _histories.Restore(state, static (history, from) => history.Restore(from));

    protected override bool Judge(int key, Sample sample)
    {
        if (sample.Value is not { } value) return false;
        var history = _histories[key];
        var newest = history.Count == 0 ? sample.Time : Math.Max(sample.Time, history.Newest.Time);
        while (history.Count > 0 && history[0].Time < newest - within.Microseconds) history.RemoveOldest();
        if (sample.Time < newest - within.Microseconds) return false;

        var isMet = history.Count > 0 && Math.Abs(value - history[0].Value!.Value) > above;
        history.Add(sample);
        return isMet;
    }
}
