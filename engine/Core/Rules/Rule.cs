using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>A bound rule.</summary>
/// <param name="Name">As in the pipeline file.</param>
/// <param name="Severity">As printed.</param>
/// <param name="Condition">What a row must meet.</param>
/// <param name="Gate">When that becomes an alert.</param>
/// <param name="Message">What the alert says.</param>
/// <param name="Id">What the alert is called.</param>
/// <param name="KeySet">Which of the transform's key indexes numbers its keys.</param>
internal sealed record Rule(
    string Name, string Severity, Condition Condition, Gate Gate, IRowTemplate Message, AlertId Id, int KeySet) : IStateful
{
    public bool HasState => Condition.HasState || Gate.HasState;

    public bool NeedsTime => Condition.NeedsTime || Gate.NeedsTime;

    /// <summary>Writes the rows that raise an alert to <paramref name="alerts"/>, which has room for all.</summary>
    /// <returns>How many there are.</returns>
    public int Judge(in Judged judged, Span<int> alerts)
    {
        if (!Gate.HasState) return Condition.Met(judged, alerts);
        var met = Buffers.Rent<int>(judged.Batch.Rows);
        var count = Condition.Met(judged, met);
        count = Gate.Pass(judged, met.AsSpan(0, count), alerts);
        Buffers.Return(met);
        return count;
    }

    public long StateBytes => Condition.StateBytes + Gate.StateBytes;

    public void Save(StateWriter state)
    {
        Condition.Save(state);
        Gate.Save(state);
    }

    public void Restore(StateReader state)
    {
        Condition.Restore(state);
        Gate.Restore(state);
    }
}
