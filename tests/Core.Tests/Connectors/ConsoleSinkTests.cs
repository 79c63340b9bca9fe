using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public class ConsoleSinkTests
{
    private static readonly Schema Schema = new([new("name", ColumnType.String), new("value", ColumnType.Float), new("n", ColumnType.Int)]);

    [Fact]
    public async Task Shows_a_table_to_people()
    {
        var shown = await Show(new ConsoleOptions(), ["PS1", 151.466666666, 7L], ["a longer name", null, 12345L]);

        Assert.Equal(
            """
            name             value      n
            ─────────────  ───────  ─────
            PS1            151.467      7
            a longer name           12345

            """, shown);
    }

    [Fact]
    public async Task Gives_json_lines_to_programs() =>
        Assert.Equal("{\"name\":\"PS1\",\"value\":0.1,\"n\":7}\n", await Show(new ConsoleOptions(), terminal: false, 80, Schema, ["PS1", 0.1, 7L]));

    [Fact]
    public async Task Names_the_columns_that_do_not_fit()
    {
        var shown = await Show(new ConsoleOptions(), terminal: true, 21, Schema, ["a longer name", 151.5, 7L]);

        Assert.Equal(
            """
            name          value
            ────────────  ─────
            (too wide to show: n)
            a longer na…  151.5

            """, shown);
    }

    [Fact]
    public async Task Repeats_the_header_every_30_rows_and_when_widths_change()
    {
        object?[][] same = [.. Enumerable.Repeat(new object?[] { "PS1", 1.0, 1L }, 61)];

        Assert.Equal(3, Headers(await Show(new ConsoleOptions(), same)));
        Assert.Equal(2, Headers(await ShowOneByOne(["PS1", 1.0, 1L], ["a longer name", 1.0, 1L], ["PS1", 1.0, 1L])));
    }

    [Fact]
    public async Task Shows_the_columns_asked_for_in_order_up_to_the_limit()
    {
        var shown = await Show(new ConsoleOptions { Columns = ["n", "n", "name"], Limit = 1 }, ["x", 1.0, 7L], ["y", 2.0, 8L]);

        Assert.Equal("n  name\n─  ────────────\n7  x\n(rows not shown: 1)\n", shown);
    }

    [Fact]
    public async Task Shows_event_time_first_and_the_number_of_an_alert_last()
    {
        var schema = new Schema([new("alert_id", ColumnType.String), new("n", ColumnType.Int), new("at", ColumnType.Timestamp)]) { EventTime = "at" };

        var shown = await Show(new ConsoleOptions(), terminal: true, 80, schema, ["id", 7L, new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc)]);

        Assert.EndsWith("2025-11-08T14:30:00.000Z  7  id\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sends_no_control_characters_of_the_data_to_a_terminal()
    {
        var shown = await Show(new ConsoleOptions(), ["\u001b[31mred\r\n\u0085", 1.0, 1L]);

        Assert.Contains("·[31mred···", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
    }

    [Fact]
    public void Rejects_a_column_that_is_not_there()
    {
        var binder = new TestBinder();

        new ConsoleSink(new ConsoleOptions { Columns = ["n", "none"] }).Bind(new SinkBinding(binder, Schema, delivery: null));

        Assert.Single(binder.Codes);
    }

    private static int Headers(string shown) => shown.Split('\n').Count(line => line.StartsWith("name", StringComparison.Ordinal));

    private static Task<string> Show(ConsoleOptions options, params object?[][] rows) => Show(options, terminal: true, 80, Schema, rows);

    private static async Task<string> Show(ConsoleOptions options, bool terminal, int width, Schema schema, params object?[][] rows)
    {
        var output = new StringWriter();
        var sink = await new SinkHarness(new ConsoleSink(options, () => new Terminal(output, terminal, width)), schema).OpenAsync();
        await sink.WriteAsync(rows);
        await sink.CloseAsync();
        return output.ToString();
    }

    private static async Task<string> ShowOneByOne(params object?[][] rows)
    {
        var output = new StringWriter();
        var sink = await new SinkHarness(new ConsoleSink(new ConsoleOptions(), () => new Terminal(output, true, 80)), Schema).OpenAsync();
        foreach (var row in rows) await sink.WriteAsync(row);
        return output.ToString();
    }
}
