using System.Net;
using System.Net.Http.Headers;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class TrainingDataEndpointsTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    private string Data => Path.Combine(_rig.Host.Folder.Path, "data");

    public async Task InitializeAsync()
    {
        await _rig.StartAsync(api: new ApiSettings { Data = Data });
        await Kept.RunAsync(_rig.Host, "watch", [.. Enumerable.Range(0, 40).Select(i => ("alice", (double)i))]);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Lists_the_sets_in_the_data_folder_and_who_writes_them()
    {
        Directory.CreateDirectory(Path.Combine(Data, "lake", "a"));
        File.Copy(Parquet(), Path.Combine(Data, "lake", "a", "one.parquet"));
        File.Copy(Parquet(), Path.Combine(Data, "alone.parquet"));

        var sets = (await _rig.GetAsync("/api/training-data")).EnumerateArray().ToList();

        Assert.Equal(["alone.parquet", "lake:a", "watch-set"], sets.Select(set => set.GetProperty("name").GetString()!));
        Assert.Equal(2, sets[2].GetProperty("files").GetInt32());
        Assert.Equal(["watch"], sets[2].GetProperty("pipelines").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(0, sets[1].GetProperty("pipelines").GetArrayLength());
        Assert.Equal(30, (await _rig.GetAsync("/api/training-data/alone.parquet")).GetProperty("rows").GetInt64());
        Assert.Equal(30, (await _rig.GetAsync("/api/training-data/lake:a")).GetProperty("rows").GetInt64());
    }

    [Fact]
    public async Task Tells_the_columns_of_a_set_and_how_many_rows_it_has()
    {
        var set = await _rig.GetAsync("/api/training-data/watch-set");

        Assert.Equal(40, set.GetProperty("rows").GetInt64());
        var columns = set.GetProperty("columns").EnumerateArray().ToDictionary(column => column.GetProperty("name").GetString()!, column => column.GetProperty("type").GetString());
        Assert.Equal(("VARCHAR", "DOUBLE", "TIMESTAMP WITH TIME ZONE", "BIGINT"), (columns["user"], columns["value"], columns["timestamp"], columns["is_anomaly"]));
    }

    [Fact]
    public async Task Pages_have_each_row_once()
    {
        var (values, cursor) = (new List<double>(), "");
        do
        {
            var page = await _rig.GetAsync($"/api/training-data/watch-set/rows?limit=7&cursor={cursor}");
            values.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("value").GetDouble()));
            cursor = page.TryGetProperty("next", out var next) ? next.GetString()! : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(Enumerable.Range(0, 40).Select(i => (double)i), values);
    }

    [Fact]
    public async Task Gives_away_a_file_as_it_is_whole_and_in_parts()
    {
        var files = (await _rig.GetAsync("/api/training-data/watch-set/files")).EnumerateArray().ToList();
        var path = files.Single(file => file.GetProperty("path").GetString()!.StartsWith("is_anomaly=0/", StringComparison.Ordinal)).GetProperty("path").GetString()!;
        var bytes = await File.ReadAllBytesAsync(Parquet());

        var whole = await _rig.Client.GetByteArrayAsync($"/api/training-data/watch-set/files/{path}");
        var escaped = await _rig.Client.GetByteArrayAsync($"/api/training-data/watch-set/files/{Uri.EscapeDataString(path)}");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/training-data/watch-set/files/{path}");
        request.Headers.Range = new RangeHeaderValue(0, 3);
        using var part = await _rig.Client.SendAsync(request);

        Assert.Equal(2, files.Count);
        Assert.Equal(bytes, whole);
        Assert.Equal(bytes, escaped);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("PAR1", await part.Content.ReadAsStringAsync());
        Assert.Equal("application/vnd.apache.parquet", part.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/api/training-data/nobody")]
    [InlineData("/api/training-data/..%2f..%2fetc")]
    [InlineData("/api/training-data/..:outside")]
    [InlineData("/api/training-data/linked/files/secret.parquet")]
    [InlineData("/api/training-data/watch-set/files/..%2f..%2foutside%2fsecret.parquet")]
    [InlineData("/api/training-data/watch-set/files/%2fetc%2fpasswd")]
    [InlineData("/api/training-data/watch-set/files/linked.parquet")]
    [InlineData("/api/training-data/watch-set/files/.hidden.parquet")]
    [InlineData("/api/training-data/..:outside/rows")]
    public async Task Nothing_leads_out_of_the_data_folder(string path)
    {
        var outside = Directory.CreateDirectory(Path.Combine(_rig.Host.Folder.Path, "outside")).FullName;
        File.Copy(Parquet(), Path.Combine(outside, "secret.parquet"));
        Directory.CreateSymbolicLink(Path.Combine(Data, "linked"), outside);
        File.CreateSymbolicLink(Path.Combine(Data, "watch-set", "linked.parquet"), Path.Combine(outside, "secret.parquet"));
        File.Copy(Parquet(), Path.Combine(Data, "watch-set", ".hidden.parquet"));

        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.StartsWith("There is no", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "1 to 1000")]
    [InlineData("cursor=abc", "no cursor")]
    [InlineData("cursor=MQpvdGhlcgpmCjE", "goes on with the set 'other'")]
    public async Task What_cannot_be_asked_is_refused_with_the_reason(string asked, string reason)
    {
        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, $"/api/training-data/watch-set/rows?{asked}");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_told()
    {
        await File.WriteAllTextAsync(Path.Combine(Data, "bad.parquet"), "this is not Parquet");

        var (status, problem) = await _rig.AskAsync(HttpMethod.Get, "/api/training-data/bad.parquet/rows");

        Assert.NotEqual(HttpStatusCode.OK, status);
        Assert.Contains("bad.parquet", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    /// <summary>The file of the set whose rows are no anomalies: 30 rows.</summary>
    private string Parquet() => Directory.GetFiles(Path.Combine(Data, "watch-set", "is_anomaly=0"), "set-*.parquet").Single();
}
