using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime.Buffering;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Runtime.Buffering;

public sealed class LetterBoxTests : IDisposable
{
    private readonly LetterBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void Sends_each_once()
    {
        Add("a", 0);
        Add("b", 1);
        var first = Reasons(_box.Send());
        Add("c", 2);

        Assert.Equal(["a", "b"], first);
        Assert.Equal(["c"], Reasons(_box.Send()));
        Assert.Empty(_box.Send());
        Assert.Equal((3, 3), (_box.Sent, _box.Uncommitted));
    }

    [Fact]
    public void Sends_again_in_the_next_run_what_its_checkpoint_does_not_have()
    {
        Add("a", 0);
        Add("b", 1);
        _box.Send();
        Add("c", 2);
        var saved = Save();

        using var next = TakeUp(saved, sent: 1, rows: 10);

        Assert.Equal(["b", "c"], Reasons(next.Send()));
        Assert.Equal(3, next.Sent);
    }

    [Fact]
    public void Forgets_what_was_refused_behind_the_checkpoint_since_it_comes_again()
    {
        Add("before", 4);
        Add("behind", 5);
        var saved = Save();

        using var next = TakeUp(saved, sent: 0, rows: 5);

        Assert.Equal(["before"], Reasons(next.Send()));
    }

    [Fact]
    public void Keeps_what_is_committed_for_one_epoch_more()
    {
        Add("a", 0);
        _box.Send();
        _box.Committed(1);
        var once = Save();
        _box.Committed(1);
        var twice = Save();

        using (var next = TakeUp(once, sent: 0, rows: 10)) Assert.Equal(["a"], Reasons(next.Send()));
        using (var next = TakeUp(twice, sent: 0, rows: 10)) Assert.Empty(next.Send());
        Assert.Equal(0, _box.Uncommitted);
    }

    [Fact]
    public void Refuses_what_is_damaged()
    {
        Add("a", 0);
        Add("b", 1);

        DamagedState.IsRefusedOrRead(Save(), state =>
        {
            using var next = new LetterBox();
            next.TakeUp(state, 0, 10);
        });
    }

    [Fact]
    public void Sends_nothing_whose_row_may_come_again()
    {
        _box.Add(new BatchBuilder(DeadLetterSchema.Instance).Row("slow", null, null, "a", 3L, "row", null).Build(), 0);

        Assert.Empty(_box.Send());
        Assert.Equal(0, _box.Sent);
        _box.Noted(1);
        Assert.Equal(["a"], Reasons(_box.Send()));
    }

    private static LetterBox TakeUp(byte[] saved, long sent, long rows)
    {
        var next = new LetterBox();
        next.TakeUp(new StateReader(saved), sent, rows);
        return next;
    }

    private static IEnumerable<string> Reasons(IEnumerable<Batch> letters) => letters.Select(batch => (string)batch["reason"].Boxed(0)!).ToList();

    /// <summary>A letter that is noted.</summary>
    private void Add(string reason, long row)
    {
        _box.Add(new BatchBuilder(DeadLetterSchema.Instance).Row("slow", null, null, reason, 3L, "row", null).Build(), row);
        Save();
    }

    private byte[] Save()
    {
        var bytes = new ArrayBufferWriter<byte>();
        _box.Noted(_box.Save(new StateWriter(bytes)));
        return bytes.WrittenSpan.ToArray();
    }
}
