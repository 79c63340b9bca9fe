using StreamGuard.Contracts;
using StreamGuard.Core.Testing;
using StreamGuard.Plugins.Analyst.Asking;
using StreamGuard.Plugins.Analyst.Spending;

namespace StreamGuard.Plugins.Analyst.Tests.Spending;

public sealed class AnswerCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Answers_outlive_the_run_and_the_newest_of_a_question_counts()
    {
        var cache = New();
        cache.Keep("h", Says("old"));
        cache.Keep("h", Says("new"));

        Assert.Equal("new", New().Find("h")!.Summary);
        Assert.Null(New().Find("other"));
    }

    [Fact]
    public void Old_ones_are_not_used()
    {
        var cache = New();
        cache.Keep("h", Says("old"));

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(cache.Find("h"));
    }

    [Fact]
    public void Neither_memory_nor_file_grows_beyond_what_is_kept()
    {
        var cache = New();
        for (var n = 0; n < 50; n++) cache.Keep($"h{n}", Says($"s{n}"));

        Assert.Equal(3, cache.Count);
        Assert.InRange(File.ReadLines(PathOf).Count(), 3, 6);
        Assert.Equal("s49", New().Find("h49")!.Summary);
        Assert.Null(New().Find("h46"));
    }

    [Fact]
    public void A_line_that_was_torn_apart_is_left_out()
    {
        New().Keep("h1", Says("whole"));
        File.AppendAllText(PathOf, "h2 1767225600000 {\"summary\":\"to");

        var cache = New();

        Assert.Equal("whole", cache.Find("h1")!.Summary);
        Assert.Null(cache.Find("h2"));
        cache.Keep("h3", Says("next"));
        Assert.Equal(["whole", "next"], ((string[])["h1", "h3"]).Select(hash => New().Find(hash)!.Summary));
    }

    [Fact]
    public void None_is_kept_where_none_is_wanted()
    {
        var cache = new AnswerCache(PathOf, new AnalyzeCache { Answers = 0 }, _clock);

        cache.Keep("h", Says("x"));

        Assert.Null(cache.Find("h"));
        Assert.False(File.Exists(PathOf));
    }

    private string PathOf => Path.Combine(_folder.Path, "answers");

    private AnswerCache New() => new(PathOf, new AnalyzeCache { Answers = 3, Age = Duration.FromSeconds(3600) }, _clock);

    private static Analysis Says(string summary) => new(summary, "", "info", []);
}
