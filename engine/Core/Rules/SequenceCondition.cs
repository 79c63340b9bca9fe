using StreamGuard.Contracts;
using StreamGuard.Core.Sequences;

namespace StreamGuard.Core.Rules;

/// <summary>A row ends a match of a sequence.</summary>
/// <param name="pattern">The sequence; one that is decided by its last row.</param>
/// <param name="input">Schema of the rows.</param>
/// <param name="key">Places of its key columns.</param>
/// <param name="text">The sequence in words.</param>
/// <param name="columns">Names of the columns of the row that its conditions read.</param>
internal sealed class SequenceCondition(Pattern pattern, Schema input, int[] key, string text, IReadOnlyCollection<string> columns) : Condition
{
    private readonly SortedSet<long> _ends = [];
    private Sequencer? _sequencer;

    public override bool NeedsTime => true;

    public override string Text => text;

    public override IReadOnlyCollection<string> Columns => columns;

    public override string State => $"at most {pattern.MostPartial} partial matches a key";

    public override int Met(in Judged judged, Span<int> rows)
    {
        var first = Sequencer.Order;
        Sequencer.Take(judged.Batch);
        var count = 0;
        foreach (var end in _ends) rows[count++] = (int)(end - first);
        _ends.Clear();
        return count;
    }

    public override void OnWatermark(long watermark) => Sequencer.OnWatermark(watermark);

    public override long StateBytes => Sequencer.StateBytes;

    public override void Save(StateWriter state) => Sequencer.Save(state);

    public override void Restore(StateReader state) => Sequencer.Restore(state, share: null);

    // Made when it is first used: rules whose rows have no event time are refused, and never run.
    private Sequencer Sequencer => _sequencer ??= new Sequencer(pattern, input, key, (match, _) => _ends.Add(match.Current.LastOrder));
}
