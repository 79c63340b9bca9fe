using System.IO.Pipes;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public class StdinSourceTests
{
    [Fact]
    public async Task Sends_a_line_while_the_input_is_open()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        var first = new TaskCompletionSource();
        var output = new FakeSourceOutput { Changed = output => { if (output.Lines["stdin"].Count == 1) first.TrySetResult(); } };
        var run = Source(input).RunAsync(output, default);

        pipe.Write("one\ntw"u8);
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["one"], output.Lines["stdin"]);
        pipe.Write("o"u8);
        pipe.Dispose();
        await run;

        Assert.Equal(["one", "two"], output.Lines["stdin"]);
        Assert.Equal(["stdin"], output.Finished);
    }

    [Fact]
    public async Task Stops_while_nothing_comes()
    {
        var closed = new ManualResetEventSlim(); // not disposed: the thread left behind may still look at it
        using var stop = new CancellationTokenSource();
        var output = new FakeSourceOutput { Changed = _ => stop.Cancel() };

        await Source(new SilentStream(closed)).RunAsync(output, stop.Token).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Empty(output.Finished);
        closed.Set();
    }

    [Fact]
    public async Task Counts_on_from_a_checkpoint_since_it_cannot_read_again()
    {
        var output = new FakeSourceOutput { Saved = { ["stdin"] = 100 } };

        await Source(new MemoryStream(Encoding.UTF8.GetBytes("new\n"))).RunAsync(output, default);

        Assert.Equal([("stdin", 100L, 4)], output.Chunks);
    }

    /// <summary>Blocks the reading thread, as a terminal does, until it is closed.</summary>
    private sealed class SilentStream(ManualResetEventSlim closed) : MemoryStream
    {
        public override int Read(Span<byte> buffer)
        {
            closed.Wait();
            return 0;
        }
    }

    private static StdinSource Source(Stream input)
    {
        var source = new StdinSource(() => input);
        source.Bind(new SourceBinding(new TestBinder(), hasDecoder: true, maxLine: 1 << 20));
        return source;
    }
}
