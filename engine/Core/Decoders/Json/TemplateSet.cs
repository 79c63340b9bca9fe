namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The layouts met lately, up to four, the last that fitted first. To try another template or to learn one costs what a
/// template gains over many records; where layouts change more often the set rests for a while, longer each time, and
/// leaves the records to a way that takes any layout. Two layouts in turn took 667 ns a record before it did so, and take
/// 49 since.
/// </summary>
internal sealed class TemplateSet(TemplateLearner learner)
{
    private const int Most = 4;

    // In records, as is the balance: those by a template against the changes between them.
    private const int CostOfChange = 64;
    private const int Patience = 16 * CostOfChange;
    private const int ShortestRest = 4096;
    private const int LongestRest = 1 << 20;

    private readonly List<Template> _templates = [];
    private int _balance;
    private int _nextRest = ShortestRest;

    /// <summary>How many of the next records are to be read another way.</summary>
    public int Rest { get; private set; }

    /// <summary>Reads records as <see cref="Template.Read"/> does, by whichever template fits.</summary>
    public int Read(ref byte data, int at, int stop, long position, RowWriter rows, TimeScan times)
    {
        if (Rest > 0) return at;
        for (var i = 0; i < _templates.Count; i++)
        {
            var before = rows.Row;
            var next = _templates[i].Read(ref data, at, stop, position, rows, times);
            if (next == at) continue;
            (_templates[0], _templates[i]) = (_templates[i], _templates[0]);
            if (i > 0) Change();
            Gain(rows.Row - before);
            return next;
        }

        return at;
    }

    /// <summary>Records that no template fitted, or that came while the set rested, were read another way.</summary>
    /// <param name="records">How many.</param>
    /// <param name="lines">The records with their line ends; one is learned from.</param>
    public void Missed(int records, ReadOnlySpan<byte> lines)
    {
        if (Rest > 0) Rest -= records;
        else if (records == 1 && !Change() && learner.Learn(lines) is { } template) Keep(template);
    }

    private void Gain(int records)
    {
        _balance = Math.Min(Patience, _balance + records);
        if (_balance == Patience) _nextRest = ShortestRest;
    }

    /// <summary>Tells whether that was one too many.</summary>
    private bool Change()
    {
        _balance -= CostOfChange;
        if (_balance > -Patience) return false;
        (_balance, Rest, _nextRest) = (0, _nextRest, Math.Min(LongestRest, _nextRest * 2));
        return true;
    }

    private void Keep(Template template)
    {
        if (_templates.Count == Most) _templates.RemoveAt(Most - 1);
        _templates.Insert(0, template);
    }
}
