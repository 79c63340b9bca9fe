namespace StreamGuard.Contracts;

/// <summary>
/// Rows in, rows out. One instance is called by one thread at a time. A batch is lent for the call: to keep it, retain
/// it; to send it on as it is, <see cref="Output.Pass"/> it. Exceptions escape; Runtime names the component. One that is
/// an <see cref="IDisposable"/> is disposed of when the run has ended; where it was cut off, a call may still be under way.
/// </summary>
public interface ITransform : IStateful
{
    /// <summary>Checks the options against the inputs and gives the schema of the output; null when it cannot be told.</summary>
    Schema? Bind(TransformBinding binding);

    /// <summary>Called once before the first batch, when bound and restored: acquires what running needs, such as a table.</summary>
    void Start() { }

    void OnBatch(Batch batch, Output output);

    /// <summary>A batch of one of several inputs, counted as in <c>from</c>.</summary>
    void OnBatch(int input, Batch batch, Output output) => OnBatch(batch, output);

    /// <summary>Called when the watermark rises, before it is passed on.</summary>
    /// <returns>The watermark to pass on: lower when rows to come may be earlier.</returns>
    long OnWatermark(long watermark, Output output) => watermark;

    /// <summary>
    /// Called as a barrier passes, before the state is saved and the barrier is passed on: what changes between two epochs
    /// changes here.
    /// </summary>
    void OnBarrier(Output output) { }

    /// <summary>Called once when all inputs have ended, after the last watermark (long.MaxValue).</summary>
    void OnEnd(Output output) { }
}

/// <summary>Where a transform's rows go, and the account of what became of those that came.</summary>
public abstract class Output
{
    public abstract Account Account { get; }

    /// <summary>The run was told to stop before its input ended: what fires now is not final.</summary>
    public virtual bool IsStopping => false;

    /// <summary>Sends rows on; takes over the caller's hold. Counts nothing.</summary>
    public abstract void Emit(Batch batch);

    /// <summary>Sends the batch on as it came, and counts its rows as passed.</summary>
    public void Pass(Batch batch)
    {
        Account.Passed += batch.Rows;
        batch.Retain();
        Emit(batch);
    }

    /// <summary>
    /// Sends rows of a batch to the dead letters, each with the reason, and counts them by its words before the first
    /// colon and space: what is particular to a row goes behind them.
    /// </summary>
    public abstract void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason);
}

/// <summary>
/// What became of every row of a component. In = Passed + Filtered + Aggregated + Late + DeadLettered + Held at every
/// barrier; Out = Passed + Made. Runtime counts In and Out, the component the rest.
/// </summary>
public sealed class Account
{
    public long In { get; set; }

    public long Out { get; set; }

    /// <summary>Rows sent on, changed or not.</summary>
    public long Passed { get; set; }

    /// <summary>Rows left out by a condition.</summary>
    public long Filtered { get; set; }

    /// <summary>Rows that went into a state from which other rows are made.</summary>
    public long Aggregated { get; set; }

    /// <summary>Late rows that were dropped.</summary>
    public long Late { get; set; }

    /// <summary>Rows that went to the dead letters.</summary>
    public long DeadLettered { get; set; }

    /// <summary>Rows that wait in the component now, to be sent later.</summary>
    public long Held { get; set; }

    /// <summary>Rows made by the component: windows, matches, alerts.</summary>
    public long Made { get; set; }

    /// <summary>Results that were null because they did not fit in their type; no rows, and no part of the balance.</summary>
    public long Overflows { get; set; }

    /// <summary>
    /// Values that a sink could not write and left out of rows it wrote (NaN where the system has no such number), in this
    /// run; no rows, and no part of the balance.
    /// </summary>
    public long LeftOut { get; set; }

    /// <summary>What the component counts and measures besides; no part of the balance.</summary>
    public FigureSet Figures { get; } = new();

    public bool Balances => In == Passed + Filtered + Aggregated + Late + DeadLettered + Held && Out == Passed + Made;

    /// <summary>Adds another account to this one: that of another instance of the same component.</summary>
    public void Add(Account other)
    {
        In += other.In;
        Out += other.Out;
        Passed += other.Passed;
        Filtered += other.Filtered;
        Aggregated += other.Aggregated;
        Late += other.Late;
        DeadLettered += other.DeadLettered;
        Held += other.Held;
        Made += other.Made;
        Overflows += other.Overflows;
        LeftOut += other.LeftOut;
        Figures.Add(other.Figures);
    }

    public override string ToString() =>
        $"in {In} = passed {Passed} + filtered {Filtered} + aggregated {Aggregated} + late {Late} + dead letters {DeadLettered} + held {Held}; out {Out} = passed {Passed} + made {Made}";
}
