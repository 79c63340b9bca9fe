using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Servers;

/// <summary>What a real InfluxDB gives back is what it was given, to the last bit and letter.</summary>
public sealed class InfluxDbReadBackTests : IAsyncLifetime
{
    private const string Letters = "aZ0\\, =\"'#\n\r\t\0\u0001\u000b\u007f\u0085\u2028éß😀{}:;%&<>/";

    private InfluxDb _server = null!;

    public async Task InitializeAsync()
    {
        if (InfluxDb.Absence is not null) return;
        _server = await InfluxDb.StartAsync();
        await _server.AskAsync("CREATE DATABASE plant");
    }

    public Task DisposeAsync()
    {
        _server?.Dispose();
        return Task.CompletedTask;
    }

    [InfluxDbFact]
    public async Task Values_and_text_come_back_as_they_were_sent()
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 3000).Select(i => Row(random, i)).ToList();

        var result = await new Pipeline($"url: '{_server.Url}', database: plant, measurement: m", [.. rows]).RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var series = Assert.Single(await _server.AskAsync("SELECT * FROM m"));
        var points = series.Rows.ToDictionary(row => (string)row[0]!, row => series.Columns.Zip(row).ToDictionary(each => each.First, each => each.Second));
        Assert.Equal(rows.Count, points.Count);
        foreach (var row in rows) AssertSame(row, points[Nanoseconds(row)]);
    }

    [InfluxDbFact]
    public async Task Tags_come_back_as_they_were_sent_or_the_row_is_a_dead_letter()
    {
        var random = new Random(6);
        var rows = Enumerable.Range(0, 3000).Select(i => Lines.Row(Text(random, least: 1), n: i, at: Lines.Moment.AddSeconds(i))).ToList();
        var writable = rows.Where(row => IsWritable((string)row[1]!)).ToList();
        Assert.InRange(writable.Count, 1000, 2900);

        var result = await new Pipeline($"url: '{_server.Url}', database: plant, measurement: m, tags: [label]", [.. rows]).RunAsync();

        Assert.Equal(rows.Count - writable.Count, result.Final.DeadLetters[("out", "a tag cannot be written in line protocol")]);
        Assert.Equal(writable.Count, Pipeline.Account(result).Passed);
        var found = (await _server.AskAsync("SELECT n FROM m GROUP BY label")).SelectMany(series => series.Rows.Select(row => (Time: (string)row[0]!, Label: series.Tags["label"])));
        Assert.Equal(writable.Select(row => (Nanoseconds(row), (string)row[1]!)).Order(), found.Order());
    }

    [InfluxDbFact]
    public async Task Names_come_back_as_they_were_written()
    {
        string[] names = ["Tot sum", "a,b", "a=b", "Größe \"m\"", "it''s", "x:y", "100%"];
        var tags = string.Join(", ", names.Select((name, i) => $"'{name} {i}': label"));
        var fields = string.Join(", ", names.Select(name => $"'{name}': value"));

        var result = await new Pipeline($"url: '{_server.Url}', database: plant, measurement: 'the, m = \"1\"', tags: {{ {tags} }}, fields: {{ {fields} }}", [Lines.Row("t", 1.5)]).RunAsync();

        Assert.True(result.Succeeded, result.Failure?.ToString());
        var series = Assert.Single(await _server.AskAsync("SELECT * FROM /.*/ GROUP BY *"));
        Assert.Equal("the, m = \"1\"", series.Name);
        Assert.Equal(names.Select((name, i) => $"{name.Replace("''", "'", StringComparison.Ordinal)} {i}").Order(StringComparer.Ordinal), series.Tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(names.Select(name => name.Replace("''", "'", StringComparison.Ordinal)).Append("time").Order(StringComparer.Ordinal), series.Columns.Order(StringComparer.Ordinal));
    }

    private static object?[] Row(Random random, int i) => Lines.Row(
        Text(random, least: 0),
        random.Next(5) == 0 ? double.NaN : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        random.Next(4) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : i,
        random.Next(3) switch { 0 => null, 1 => true, _ => false },
        random.Next(4) == 0 ? null : Text(random, least: 0),
        Duration.FromMicroseconds(random.NextInt64(0, 1_000_000_000)),
        at: Lines.Moment.AddMicroseconds(i));

    private static string Text(Random random, int least)
    {
        var letters = Letters.EnumerateRunes().ToList();
        return string.Concat(Enumerable.Range(0, random.Next(least, 7)).Select(_ => letters[random.Next(letters.Count)]));
    }

    /// <summary>Said once more, in other words than the sink's.</summary>
    private static bool IsWritable(string tag) =>
        !tag.Contains('\n', StringComparison.Ordinal) && !tag.EndsWith('\\') && !new[] { "\\,", "\\ ", "\\=" }.Any(tag.Contains);

    private static string Nanoseconds(object?[] row) => $"{(((DateTime)row[0]!).Ticks - DateTime.UnixEpoch.Ticks) * 100}";

    private static void AssertSame(object?[] row, Dictionary<string, object?> point)
    {
        Assert.Equal(row[1], point["label"]);
        Assert.Equal(row[2] is double value && double.IsFinite(value) ? value : null, point["value"] is string number ? double.Parse(number, CultureInfo.InvariantCulture) : (double?)null);
        Assert.Equal($"{row[3]}", point["n"]);
        Assert.Equal(row[4], point["ok"]);
        Assert.Equal(row[5], point["note"]);
        Assert.Equal(((Duration)row[6]!).Microseconds / 1e6, double.Parse((string)point["took"]!, CultureInfo.InvariantCulture));
    }
}
