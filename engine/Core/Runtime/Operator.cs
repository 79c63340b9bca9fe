using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// A transform at its place in a stage: keeps its account and watermark, hands its rows to whoever reads them, and names
/// it when it throws.
/// </summary>
internal sealed class Operator(RunScope scope, PlanNode node, Stage stage, StateSlot slot, ITransform transform, BarrierLog barriers, DeadLetterWriter deadLetters) : Output, IReceiver
{
    /// <summary>Bytes of what is saved of every operator; what a transform saves stands behind them.</summary>
    public const int OwnStateBytes = AccountState.Bytes + (2 * sizeof(long));

    private long _watermarkIn = long.MinValue;

    public PlanNode Node { get; private set; } = node;

    public StateSlot Slot { get; } = slot;

    public ITransform Transform => transform;

    public override bool IsStopping => scope.IsStopping;

    public override Account Account { get; } = new();

    /// <summary>The last watermark sent on; long.MinValue before the first.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    /// <summary>Rows made because the run was told to stop, before their time had come.</summary>
    public long FiredEarly { get; private set; }

    /// <summary>How long it was at work itself.</summary>
    public BusyTime Busy { get; } = new();

    /// <summary>Batches that came in.</summary>
    public long Batches { get; private set; }

    /// <summary>Its input has ended, and nothing more comes.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Readers of its rows.</summary>
    public List<IReceiver> Readers { get; } = [];

    /// <summary>Readers of its dead letters, besides the account of them.</summary>
    public List<IReceiver> DeadReaders { get; } = [];

    /// <summary>It is one of several lanes: says of every watermark when it has handled it.</summary>
    public bool IsLane { get; init; }

    /// <summary>Comes to another place in another graph, where readers are still to be added. Only while nothing flows.</summary>
    public void Move(PlanNode to, Stage runsIn)
    {
        (Node, stage) = (to, runsIn);
        Readers.Clear();
        DeadReaders.Clear();
    }

    /// <summary>Lets the transform acquire what it needs, before anything flows.</summary>
    public void Start() => transform.Start();

    /// <summary>
    /// Sends a restored watermark ahead of all that comes, when all are started: whoever reads may be new, and where
    /// inputs meet nothing is known of it.
    /// </summary>
    public void Announce()
    {
        if (Watermark != long.MinValue) Forward(Message.Watermark(Watermark));
        if (_watermarkIn != long.MinValue) SendFired();
    }

    /// <summary>
    /// Takes back the account and the watermarks it had at a barrier; the transform's own state is left to be read. Of
    /// several instances the accounts are added, and the watermark sent on is the least of theirs, as where they met.
    /// </summary>
    public void RestoreOwn(IReadOnlyList<StateReader> states)
    {
        var least = long.MaxValue;
        foreach (var state in states)
        {
            AccountState.Restore(Account, state);
            (_watermarkIn, least) = (state.ReadLong(), Math.Min(least, state.ReadLong()));
        }

        Watermark = least;
    }

    /// <summary>Takes the watermarks over from another instance of its component.</summary>
    public void RestoreWatermarks(Operator other) => (_watermarkIn, Watermark) = (other._watermarkIn, other.Watermark);

    public void Receive(Message message) => Receive(0, message);

    /// <summary>A message of one of several inputs; signals come merged, as of input 0.</summary>
    public void Receive(int input, Message message)
    {
        var before = stage.Turns.Begin(Busy);
        try
        {
            Handle(input, message);
        }
        catch (Exception cause) when (cause is not PipelineFailure)
        {
            throw new PipelineFailure(Node.Name, Node.Definition.Location, cause.Message, cause);
        }
        finally
        {
            stage.Turns.End(before);
        }
    }

    public override void Emit(Batch batch)
    {
        if (batch.Rows > 0)
        {
            Account.Out += batch.Rows;
            foreach (var reader in Readers) reader.Receive(Message.Of(batch));
        }

        batch.Release();
    }

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
    {
        if (rows.IsEmpty) return;
        Account.DeadLettered += rows.Length;
        deadLetters.Write(Node.Name, batch, rows, reason, DeadReaders);
    }

    private void Handle(int input, Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Batch:
                Account.In += message.Batch!.Rows;
                Batches++;
                transform.OnBatch(input, message.Batch, this);
                break;
            case MessageKind.Watermark:
                Advance(message.Value);
                break;
            case MessageKind.Barrier:
                PassBarrier(message.Value);
                Forward(message);
                break;
            case MessageKind.End:
                if (!HasEnded) End();
                Forward(message);
                break;
            default:
                Forward(message);
                break;
        }
    }

    private void PassBarrier(long epoch)
    {
        var since = scope.Clock.GetTimestamp();
        transform.OnBarrier(this);
        barriers.Passed(Node.Name, Account);
        scope.States.Passed(epoch, Slot, Save);
        stage.Still.Note(epoch, since);
    }

    private void End()
    {
        transform.OnEnd(this);
        barriers.Passed(Node.Name, Account);
        scope.States.Ended(Slot, Save);
        HasEnded = true;
    }

    private void Save(StateWriter state)
    {
        AccountState.Save(Account, state);
        state.Write(_watermarkIn);
        state.Write(Watermark);
        transform.Save(state);
    }

    private void Advance(long watermark)
    {
        if (watermark <= _watermarkIn) return;
        _watermarkIn = watermark;
        var made = Account.Made;
        var onward = transform.OnWatermark(watermark, this);
        if (IsStopping && watermark == long.MaxValue) FiredEarly += Account.Made - made;
        if (onward > Watermark) Forward(Message.Watermark(Watermark = onward));
        SendFired();
    }

    private void SendFired()
    {
        if (!IsLane) return;
        foreach (var reader in Readers) reader.Receive(Message.Fired(_watermarkIn));
    }

    private void Forward(Message signal)
    {
        foreach (var reader in Readers) reader.Receive(signal);
        foreach (var reader in DeadReaders) reader.Receive(signal);
    }
}
