using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests;

/// <summary>The sink against a server that misbehaves.</summary>
public sealed class InfluxSinkTests : IDisposable
{
    private readonly FakeServer _server = new();

    public void Dispose() => _server.Dispose();

    private InfluxSinkOptions Options => Lines.Options with { Url = _server.Url, Database = "plant", Rest = InfluxRest.Numbers };

    [Fact]
    public async Task Rows_are_sent_when_no_more_of_them_wait()
    {
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Lines.Row(value: 1, n: 1), Lines.Row(value: 2, n: 2));
        await sink.WriteAsync(Lines.Row(value: 3, n: 3));

        Assert.Equal([2, 1], _server.Requests.Select(request => request.Lines.Count));
        Assert.Equal("/write?precision=ns&db=plant", _server.Requests[0].Path);
        Assert.Equal("m value=3,n=3i 1700000000000000000", _server.Lines.Last());
        Assert.Equal(_server.Lines.Sum(line => line.Length + 1), sink.Context.Written);
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData(1000, 4096, new[] { 1000, 1000, 500 })]
    [InlineData(5000, 30, new[] { 1024, 1024, 452 })]
    public async Task A_request_has_as_many_rows_or_bytes_as_it_may(int rows, int kilobytes, int[] requests)
    {
        var sink = await OpenAsync(Options with { Batch = new() { Rows = rows, Size = new(kilobytes * 1024) } });

        await sink.WriteAsync([.. Enumerable.Range(1000, 2500).Select(n => Lines.Row(n: n))]);
        await sink.EndAsync();

        Assert.Equal(requests, _server.Requests.Select(request => request.Lines.Count));
        Assert.Equal(2500, _server.Lines.Distinct().Count());
    }

    [Fact]
    public async Task Rows_wait_for_others_no_longer_than_they_may()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        var sink = await OpenAsync(Options with { Batch = new() { Every = Duration.FromSeconds(1) } }, clock);

        await sink.WriteAsync(Lines.Row(n: 1));
        clock.Advance(TimeSpan.FromMilliseconds(900));
        await sink.WriteAsync(Lines.Row(n: 2));
        Assert.Empty(_server.Requests);
        clock.Advance(TimeSpan.FromMilliseconds(100));

        await Waiting.Until(() => _server.Requests.Count > 0);
        Assert.Equal(2, Assert.Single(_server.Requests).Lines.Count);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Rows_that_could_not_be_sent_in_time_are_sent_in_the_next_call()
    {
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        var sink = await OpenAsync(Options with { Batch = new() { Every = Duration.FromSeconds(1) } }, clock);
        _server.Answer = _ => _server.Requests.Count == 1 ? new Reply(503) : Reply.Written;

        await sink.WriteAsync(Lines.Row(n: 1));
        clock.Advance(TimeSpan.FromSeconds(1));
        await Waiting.Until(() => _server.Requests.Count > 0);
        await sink.BarrierAsync();

        Assert.Equal(2, _server.Requests.Count);
        Assert.Single(_server.Lines.Distinct());
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Nothing_waits_beyond_a_barrier()
    {
        var sink = await OpenAsync(Options with { Batch = new() { Every = Duration.FromSeconds(3600) } });

        await sink.WriteAsync(Lines.Row(n: 1));
        await sink.PrepareAsync();

        Assert.Single(_server.Lines);
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData(503, "Retry-After: 7\r\n", 7)]
    [InlineData(429, "Retry-After: 8\r\n", 8)]
    [InlineData(503, "", null)]
    public async Task A_server_that_asks_to_wait_is_asked_again(int status, string headers, int? seconds)
    {
        _server.Answer = _ => _server.Requests.Count < 3 ? new Reply(status, "{\"error\":\"busy\"}", headers) : Reply.Written;
        var sink = await new SinkHarness(new InfluxSink(Options), Lines.Schema).OpenAsync();

        var wait = await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync(Lines.Row(n: 1)));
        await Assert.ThrowsAsync<RetryableException>(sink.PrepareAsync);
        await sink.PrepareAsync();

        Assert.Equal(($"{_server.Url} answers {status} 'busy'", seconds), (wait.Message, (int?)wait.After?.TotalSeconds));
        Assert.Single(_server.Lines.Distinct());
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Rows_are_sent_again_when_the_connection_is_torn_down()
    {
        _server.Answer = _ => _server.Requests.Count % 3 != 0 ? Reply.Reset : Reply.Written;
        var sink = await OpenAsync(Options with { Batch = new() { Rows = 10 } });

        await sink.WriteAsync([.. Enumerable.Range(0, 35).Select(n => Lines.Row(n: n))]);
        await sink.EndAsync();

        Assert.Equal(12, _server.Requests.Count);
        Assert.Equal(35, _server.Lines.Distinct().Count());
        Assert.Empty(sink.Context.Dead);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_asked_again()
    {
        _server.Answer = _ => _server.Requests.Count == 1 ? Reply.Silence : Reply.Written;
        var sink = await new SinkHarness(new InfluxSink(Options with { Timeout = Duration.FromSeconds(2) }), Lines.Schema).OpenAsync();

        var wait = await Assert.ThrowsAsync<RetryableException>(() => sink.WriteAsync(Lines.Row(n: 1)));
        await sink.PrepareAsync();

        Assert.Equal($"{_server.Url} has not answered within 2s", wait.Message);
        Assert.Equal(2, _server.Requests.Count);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_waited_for()
    {
        var nowhere = FakeServer.Nowhere();

        var wait = await Assert.ThrowsAsync<RetryableException>(() => new SinkHarness(new InfluxSink(Options with { Url = nowhere }), Lines.Schema).OpenAsync());

        Assert.Equal($"{nowhere} does not answer: Connection refused", wait.Message);
    }

    [Fact]
    public async Task A_server_whose_certificate_nobody_vouches_for_is_not_written_to()
    {
        using var server = new FakeServer(isGuarded: true);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => new SinkHarness(new InfluxSink(Options with { Url = server.Url }), Lines.Schema).OpenAsync());

        Assert.StartsWith($"{server.Url} cannot be spoken to by https: The remote certificate ", e.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Rows_the_server_rejects_are_dead_letters_and_those_beside_them_are_written()
    {
        _server.Answer = PartialWrite;
        var sink = await OpenAsync(Options);

        await sink.WriteAsync([.. Enumerable.Range(0, 1000).Select(n => Lines.Row(value: n % 100 == 7 ? null : 1, n: n % 100 == 7 ? -1 : n))]);
        await sink.PrepareAsync();

        Assert.Equal(
            [(10, "refused by the server: partial write: field type conflict: input field \"n\" on measurement \"m\" is type integer, already exists as type float")],
            sink.Context.Dead.GroupBy(dead => dead.Reason).Select(same => (same.Sum(dead => dead.Rows), same.Key)));
        Assert.Equal(990, _server.Lines.Where(line => !IsBad(line)).Distinct().Count());
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_row_that_is_too_large_alone_is_a_dead_letter()
    {
        _server.Answer = request => request.Lines.Sum(line => line.Length) > 100 ? new Reply(413) : Reply.Written;
        var sink = await OpenAsync(Options with { Rest = InfluxRest.All });

        await sink.WriteAsync(Lines.Row(note: "a"), Lines.Row(note: new string('b', 200)), Lines.Row(note: "c"));
        await sink.PrepareAsync();

        Assert.Equal([(1, "refused by the server: 413 too large")], sink.Context.Dead);
        Assert.Contains(_server.Requests, request => request.Lines is [var line] && line.Contains("\"c\"", StringComparison.Ordinal));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Rows_that_are_no_points_are_dead_letters_and_values_left_out_are_counted()
    {
        var sink = await OpenAsync(Options);

        await sink.WriteAsync(Lines.Row(value: double.NaN), Lines.Row(value: double.PositiveInfinity, n: 1), Lines.Row(n: 1, hasTime: false));
        await sink.PrepareAsync();

        Assert.Equal([(1, "no field is left: all are null, NaN or infinite"), (1, "the time is null")], sink.Context.Dead);
        Assert.Equal((1, 1), (sink.Context.ValuesLeftOut, _server.Lines.Count()));
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Lets_itself_in_and_packs_what_it_sends()
    {
        var sink = await OpenAsync(Options with { Token = "abc", Gzip = true }, variables: ["token"]);

        await sink.WriteAsync(Lines.Row(n: 1));

        var request = Assert.Single(_server.Requests);
        Assert.Equal(("Token abc", "gzip"), (request.Headers["Authorization"], request.Headers["Content-Encoding"]));
        Assert.Equal(["m n=1i 1700000000000000000"], request.Lines);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Stops_when_it_may_not_write_any_more()
    {
        _server.Answer = _ => new Reply(401, "{\"error\":\"authorization failed\"}");
        var sink = await OpenAsync(Options);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => sink.WriteAsync(Lines.Row(n: 1)));

        Assert.Equal($"{_server.Url} answers 401 'authorization failed': write token:, or user: and password:, of somebody who may write there", e.Message);
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Closing_while_the_server_says_nothing_ends_the_request()
    {
        _server.Answer = _ => Reply.Silence;
        var sink = await OpenAsync(Options with { Batch = new() { Rows = 1 } });

        var writing = sink.WriteAsync(Lines.Row(n: 1), Lines.Row(n: 2), Lines.Row(n: 3));
        await Waiting.Until(() => _server.Requests.Count == 1);
        await sink.CloseAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        Assert.Single(_server.Requests);
    }

    [Theory]
    [InlineData("time: at", "checkpoint: { path: data/state }", "exactly once, sent at once; a point that is sent again overwrites itself")]
    [InlineData("time: at, batch: { every: 2s }", "checkpoint: { path: data/state }", "exactly once, sent within 2s; a point that is sent again overwrites itself")]
    [InlineData("rest: all", "checkpoint: { path: data/state }", "at least once, sent at once")]
    [InlineData("time: at", "", "at least once, sent at once; a point that is sent again overwrites itself; without checkpoint.path a run that is started again begins anew")]
    public void Points_with_a_time_are_delivered_exactly_once(string option, string checkpoint, string guarantee)
    {
        var harness = new PipelineHarness();
        new InfluxPlugin().Register(harness.Registry);

        var plan = harness.Plan($$"""
            pipeline: planned
            {{checkpoint}}
            sources: { rows: { file: { path: a.jsonl }, decode: json, columns: { at: timestamp, n: int } } }
            sinks: { out: { from: rows, influx: { url: "http://localhost:8086", measurement: m, {{option}} } } }
            """);

        Assert.Equal(guarantee, plan.Node("out").Guarantee!.ToString());
    }

    private static Reply PartialWrite(Request request)
    {
        var dropped = request.Lines.Count(IsBad);
        if (dropped == 0) return Reply.Written;
        var words = $"partial write: field type conflict: input field \"n\" on measurement \"m\" is type integer, already exists as type float dropped={dropped}";
        return new Reply(400, JsonSerializer.Serialize(new { error = words }));
    }

    private static bool IsBad(string line) => line.Contains("n=-1i", StringComparison.Ordinal);

    private static async Task<SinkHarness> OpenAsync(InfluxSinkOptions options, TimeProvider? clock = null, params IEnumerable<string> variables)
    {
        var harness = new SinkHarness(new InfluxSink(options), Lines.Schema, clock) { Retries = true };
        foreach (var variable in variables) harness.Binder.Variables.Add(variable);
        await harness.OpenAsync();
        Assert.Empty(harness.Binder.Problems.All);
        return harness;
    }
}
