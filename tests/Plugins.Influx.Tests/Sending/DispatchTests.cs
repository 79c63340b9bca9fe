using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Sending;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Sending;

public sealed class DispatchTests
{
    [Fact]
    public async Task What_is_taken_is_sent_once()
    {
        var server = new Server(_ => null);

        Assert.Empty(await SendAsync(server, 100));

        Assert.Equal([100], server.Sizes);
    }

    [Fact]
    public async Task Lines_that_are_not_named_are_found_by_halves()
    {
        var server = new Server(lines => lines.Any(IsBad) ? "no good" : null);

        var refused = await SendAsync(server, 1000, bad: [0, 500, 999]);

        Assert.Equal([(0, "no good"), (500, "no good"), (999, "no good")], refused);
        Assert.Equal(997, server.Written.Count);
        Assert.InRange(server.Sizes.Count, 30, 70);
    }

    [Fact]
    public async Task When_all_of_them_are_bad_it_takes_two_requests_a_line_at_the_most()
    {
        var server = new Server(lines => lines.Any(IsBad) ? "no good" : null);

        var refused = await SendAsync(server, 64, bad: [.. Enumerable.Range(0, 64)]);

        Assert.Equal(64, refused.Count);
        Assert.Equal(127, server.Sizes.Count);
    }

    [Fact]
    public async Task When_all_of_a_part_were_dropped_nothing_more_is_asked()
    {
        var server = new Server(lines => lines.Count(IsBad) is > 0 and var dropped ? $"partial write: points beyond retention policy dropped={dropped}" : null);

        var refused = await SendAsync(server, 64, bad: [.. Enumerable.Range(0, 32)]);

        Assert.Equal([.. Enumerable.Range(0, 32).Select(line => (line, "partial write: points beyond retention policy"))], refused);
        Assert.Equal([64, 32, 32], server.Sizes);
    }

    [Fact]
    public async Task Lines_with_a_field_of_another_type_are_sent_apart()
    {
        var server = new Server(lines => lines.Count(IsBad) is > 0 and var dropped
            ? $"partial write: field type conflict: input field \"bad\" on measurement \"m\" is type float, already exists as type integer dropped={dropped}"
            : null);

        var refused = await SendAsync(server, 1000, bad: [.. Enumerable.Range(0, 500).Select(i => i * 2)]);

        Assert.Equal(500, refused.Count);
        Assert.Equal([1000, 500, 500], server.Sizes);
        Assert.Equal(500, server.Written.Count);
    }

    [Fact]
    public async Task Lines_that_are_named_are_left_out_of_the_next_request()
    {
        var server = new Server(lines => string.Join('\n', lines.Where(IsBad).Select(line => $"unable to parse '{line}': odd")) is { Length: > 0 } words ? words : null);

        var refused = await SendAsync(server, 1000, bad: [1, 2, 3]);

        Assert.Equal([(1, "unable to parse: odd"), (2, "unable to parse: odd"), (3, "unable to parse: odd")], refused);
        Assert.Equal([1000, 997], server.Sizes);
    }

    [Fact]
    public async Task Goes_on_where_it_stood_when_the_server_was_away()
    {
        var calls = 0;
        var server = new Server(lines => calls++ % 2 == 1 ? throw new RetryableException("away") : lines.Any(IsBad) ? "no good" : null);
        using var batch = Lines(8, [3]);
        var dispatch = new Dispatch(batch.Lines, server);

        var waits = 0;
        while (true)
        {
            try
            {
                await dispatch.RunAsync(default);
                break;
            }
            catch (RetryableException)
            {
                waits++;
            }
        }

        Assert.Equal([(3, "no good")], dispatch.Refused);
        Assert.Equal(7, server.Written.Count);
        Assert.Equal(6, waits);
    }

    private static bool IsBad(string line) => line.Contains(" bad=", StringComparison.Ordinal);

    private static Gathered Lines(int count, int[] bad) => new([.. Enumerable.Range(0, count).Select(i => $"m {(bad.Contains(i) ? "bad" : "v")}=1 {i}")]);

    private static async Task<IReadOnlyList<(int, string)>> SendAsync(Server server, int count, params int[] bad)
    {
        using var batch = Lines(count, bad);
        var dispatch = new Dispatch(batch.Lines, server);
        await dispatch.RunAsync(default);
        return [.. dispatch.Refused.Order()];
    }

    /// <summary>Takes what it says nothing against.</summary>
    private sealed class Server(Func<IReadOnlyList<string>, string?> answer) : IWriter
    {
        public List<int> Sizes { get; } = [];

        public HashSet<string> Written { get; } = [];

        public Task<Refusal?> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken stop)
        {
            var sent = Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var words = answer(sent);
            Sizes.Add(sent.Length);
            if (words is null) Written.UnionWith(sent);
            return Task.FromResult(words is null ? null : new Refusal(words));
        }
    }
}
