using System.Buffers;
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

    /// <summary>Lets rows through that are known to meet the condition.</summary>
    /// <returns>How many rows raise an alert; they are written to <paramref name="alerts"/>, which has room for all.</returns>
    public int Pass(in Judged judged, Span<int> alerts)
    {
        var met = Buffers.Rent<int>(judged.Batch.Rows);
        for (var row = 0; row < judged.Batch.Rows; row++) met[row] = row;
        var all = met.AsSpan(0, judged.Batch.Rows);
        if (!Gate.HasState) all.CopyTo(alerts);
        var count = Gate.HasState ? Gate.Pass(judged, all, alerts) : all.Length;
        Buffers.Return(met);
        return count;
    }

    /// <summary>Appends what is said of a row that raises an alert.</summary>
    public void AppendMessage(IBufferWriter<byte> output, Batch batch, int row)
    {
        var (told, place) = Condition.Told(batch, row);
        Message.AppendTo(output, told, place);
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
