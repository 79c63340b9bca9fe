using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Runtime.Buffering;

/// <summary>Where a buffer goes on.</summary>
/// <param name="Ack">How far it was delivered.</param>
/// <param name="End">Behind the last row; nothing is behind it any more.</param>
internal sealed record BufferStart(BufferAck Ack, QueuePosition End);

/// <summary>
/// Compares what lies in the folder of a buffer with the checkpoint that a run goes on from: rows that came behind the
/// checkpoint are cut off, since they come again; rows before it that were not delivered stay. What cannot be kept is
/// refused, unless the run was told that it may be lost.
/// </summary>
internal sealed class BufferRecovery(PlanNode node, BufferFolder folder, long? epoch, RestartOptions options, Action<Problem> warn)
{
    private const string GoOnWithout = "or start with --allow-state-loss to go on without them";

    private readonly string _columns = StateFingerprint.Of(node.Schema.ToString());

    /// <param name="mark">What the checkpoint says; null where it says nothing of a buffer, or there is none.</param>
    /// <exception cref="RefusedException">The run cannot go on with what is there, and why.</exception>
    public BufferStart Start(BufferMark? mark)
    {
        var ack = Read();
        if (mark is null) return Anew(ack);
        if (ack?.Queue != mark.Queue) return Gone(mark);
        return ack.Position.Row <= mark.End.Row ? GoOn(ack, mark.End) : GoBack(ack, mark.End);
    }

    private BufferAck? Read()
    {
        try
        {
            return BufferAck.Read(folder.Delivered);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Lost($"what says how far the buffer in '{folder.Path}' was delivered cannot be read: {e.Message}.", "Start with --fresh to begin anew without what is in it.");
        }
    }

    private BufferStart Anew(BufferAck? ack)
    {
        if (ack is null && folder.Segments.Last > 0 && !options.Fresh)
            throw Lost($"how far the buffer of sink '{node.Name}' was delivered cannot be read in '{folder.Path}'.", "Start with --fresh to begin anew without what is in it.");
        var left = ack is null ? 0 : QueueEnd.RowOf(folder.Segments, ack.Queue, ack.Position) - ack.Position.Row;
        if (left > 0 && !options.Fresh)
            throw Refuse(ProblemCodes.BufferLeft, $"{Rows(left)} in the buffer of sink '{node.Name}' were not delivered, and this run begins anew.",
                $"They lie in '{folder.Path}'. Start with --fresh to remove them: those that the sources can read again come again.");
        if (left > 0) Warn($"{Rows(left)} in the buffer of sink '{node.Name}' were not delivered, and are removed.", "The run was told to begin anew.");
        return Begin();
    }

    private BufferStart Gone(BufferMark mark)
    {
        var left = mark.End.Row - mark.Delivered;
        if (left > 0 && !options.AllowStateLoss)
            throw Lost($"the buffer of sink '{node.Name}' is not in '{folder.Path}' any more, and when checkpoint {epoch} was taken {Rows(left)} in it were not delivered.", $"Bring it back, {GoOnWithout}.");
        if (left > 0) Warn($"the buffer of sink '{node.Name}' is gone, and with it up to {Rows(left)} that were not delivered.", null);
        return Begin();
    }

    private BufferStart GoOn(BufferAck ack, QueuePosition end)
    {
        var left = end.Row - ack.Position.Row;
        if (left > 0 && ack.Columns != _columns)
        {
            if (!options.AllowStateLoss)
                throw Refuse(ProblemCodes.BufferLeft, $"{Rows(left)} in the buffer of sink '{node.Name}' were not delivered, and have other columns than those that come now.",
                    $"Deliver them with the file as it was, {GoOnWithout}.");
            Warn($"{Rows(left)} in the buffer of sink '{node.Name}' have other columns than those that come now, and are removed.", null);
            left = 0;
        }

        if (left > 0) CheckThere(end, left);
        return From(left > 0 ? ack : ack with { Columns = _columns, Position = end.InNextSegment }, end);
    }

    /// <summary>Rows of later epochs were delivered already: an older checkpoint was asked for, or the buffer was full and rows were sent before their time.</summary>
    private BufferStart GoBack(BufferAck ack, QueuePosition end)
    {
        Warn($"{Rows(ack.Position.Row - end.Row)} that came to sink '{node.Name}' behind checkpoint {epoch} were delivered already, and come again.", null);
        return From(ack with { Columns = _columns, Position = end.InNextSegment }, end);
    }

    private void CheckThere(QueuePosition end, long left)
    {
        if (end.Offset == 0 || folder.Segments.LengthOf(end.Segment) >= end.Offset || options.AllowStateLoss) return;
        throw Lost($"the buffer's file '{folder.Segments.PathOf(end.Segment)}' is gone, or shorter than when checkpoint {epoch} was taken; {Rows(left)} in the buffer were not delivered.",
            $"Bring it back, {GoOnWithout}.");
    }

    private BufferStart From(BufferAck ack, QueuePosition end)
    {
        var fitting = Fitting(ack);
        folder.Segments.CutBack(end);
        // What is noted of rows that were cut off must not be taken for those that come in their place.
        fitting.Write(folder.Delivered);
        folder.Segments.RemoveBefore(fitting.Position.Segment);
        return new BufferStart(fitting, end);
    }

    /// <summary>The sink's own state is that of this sink.</summary>
    private BufferAck Fitting(BufferAck ack)
    {
        if (ack.Sink == node.Fingerprint.Value) return ack;
        if (!ack.State.IsEmpty && !options.AllowStateLoss)
            throw Refuse(ProblemCodes.StateLost, $"sink '{node.Name}' ({node.Kind}) has other options than when rows were last delivered to it, and what it knows of that does not fit.",
                "Start it with --allow-state-loss to go on without that, or with --fresh to begin anew.");
        return ack with { Sink = node.Fingerprint.Value, State = default };
    }

    private BufferStart Begin()
    {
        folder.Segments.Clear();
        var ack = new BufferAck { Queue = Guid.NewGuid().ToString("N"), Columns = _columns, Sink = node.Fingerprint.Value };
        ack.Write(folder.Delivered);
        return new BufferStart(ack, ack.Position);
    }

    private RefusedException Lost(string message, string hint) => Refuse(ProblemCodes.BufferLost, message, hint);

    private RefusedException Refuse(string code, string message, string hint) => new(new Problem(code, Severity.Error, node.Definition.Location, message, hint));

    private void Warn(string message, string? hint) => warn(new Problem(ProblemCodes.BufferGoesOn, Severity.Warning, node.Definition.Location, message, hint));

    private static string Rows(long rows) => rows == 1 ? "1 row" : $"{rows} rows";
}
