using StreamGuard.Contracts;

namespace StreamGuard.Core.Rules;

/// <summary>The rows a rule judges, in input order.</summary>
/// <param name="batch">The rows.</param>
/// <param name="keys">Number of each row's key; empty when the rule keeps no state.</param>
/// <param name="times">Event times; empty when the rule needs none.</param>
internal readonly ref struct Judged(Batch batch, ReadOnlySpan<int> keys, ReadOnlySpan<long> times)
{
    public Batch Batch { get; } = batch;

    public ReadOnlySpan<int> Keys { get; } = keys;

    public ReadOnlySpan<long> Times { get; } = times;
}

/// <summary>What a rule waits for in a row.</summary>
internal abstract class Condition : IStateful
{
    /// <summary>Its answer depends on earlier rows of the key.</summary>
    public virtual bool HasState => true;

    public virtual bool NeedsTime => false;

    /// <summary>In words, for the default message: "PS1_avg > 300".</summary>
    public abstract string Text { get; }

    /// <summary>Names of the columns it reads.</summary>
    public abstract IReadOnlyCollection<string> Columns { get; }

    /// <summary>What it keeps for a key, in words; null when nothing.</summary>
    public virtual string? State => null;

    /// <summary>Writes the rows that meet it to <paramref name="rows"/>, which has room for all.</summary>
    /// <returns>How many there are.</returns>
    public abstract int Met(in Judged judged, Span<int> rows);

    /// <summary>How long behind a row it may still be decided whether the row meets it, microseconds; 0 where it is decided at once.</summary>
    public virtual long DecidedAfter => 0;

    /// <summary>Lets go of what no row to come can need.</summary>
    /// <returns>Earlier rows of which the watermark decides that they meet it, held by the caller; null for none.</returns>
    public virtual Batch? OnWatermark(long watermark) => null;

    /// <summary>Where a message finds its values for a row that has just met it: in the row itself, or in what it knows of more rows.</summary>
    public virtual (Batch Batch, int Row) Told(Batch batch, int row) => (batch, row);

    /// <summary>Columns that its alerts have besides those of their row.</summary>
    public virtual IReadOnlyList<Field> Emitted => [];

    /// <summary>The values of <see cref="Emitted"/> for a row that has just met it, lent, and their place.</summary>
    public virtual (IReadOnlyList<Column> Columns, int Place) EmittedOf(int row) => ([], -1);

    public virtual long StateBytes => 0;

    public virtual void Save(StateWriter state) { }

    public virtual void Restore(StateReader state) { }
}

/// <summary>A condition on the row alone.</summary>
internal sealed class WhenCondition(Expression expression) : Condition
{
    public override bool HasState => false;

    public override string Text => expression.Text;

    public override IReadOnlyCollection<string> Columns => expression.Columns;

    public override int Met(in Judged judged, Span<int> rows) => expression.Select(judged.Batch, rows);
}

/// <summary>A condition on a number and what it was in earlier rows of the key.</summary>
internal abstract class MeasuredCondition(Expression of) : Condition
{
    public override IReadOnlyCollection<string> Columns => of.Columns;

    protected string Measure => of.Text;

    public override int Met(in Judged judged, Span<int> rows)
    {
        var column = of.Evaluate(judged.Batch);
        var floats = column is FixedColumn<double> numbers ? numbers.Values : default;
        var ints = column is FixedColumn<long> integers ? integers.Values : default;
        var keys = judged.Keys;
        var times = judged.Times;
        var validity = column.Validity;
        var count = 0;
        for (var row = 0; row < keys.Length; row++)
        {
            double? value = Bits.IsValid(validity, row) ? floats.IsEmpty ? ints[row] : floats[row] : null;
            if (Judge(keys[row], new Sample(times.IsEmpty ? 0 : times[row], value))) rows[count++] = row;
        }

        column.Release();
        return count;
    }

    /// <summary>Judges a row by those before it, then remembers it.</summary>
    protected abstract bool Judge(int key, Sample sample);
}
