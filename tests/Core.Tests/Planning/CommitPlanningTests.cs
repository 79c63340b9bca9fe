using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Planning;

public class CommitPlanningTests
{
    private readonly CommitPlanning _commits = new();

    [Fact]
    public void Sinks_of_one_cluster_commit_at_once()
    {
        _commits.Add("one", Sink("here"));
        _commits.Add("two", Sink("here"));

        Assert.Null(_commits.ApartFrom("one"));
        Assert.Null(_commits.ApartFrom("two"));
    }

    [Fact]
    public void A_sink_of_another_cluster_commits_apart_from_the_first_of_all()
    {
        _commits.Add("file", new OutsideTable().NewSink());
        _commits.Add("one", Sink("here"));
        _commits.Add("two", Sink("there"));

        Assert.Null(_commits.ApartFrom("file"));
        Assert.Null(_commits.ApartFrom("one"));
        Assert.Equal("one", _commits.ApartFrom("two"));
    }

    [Fact]
    public void Sinks_that_say_nothing_commit_apart()
    {
        _commits.Add("one", Sink(null));
        _commits.Add("two", Sink(null));

        Assert.Null(_commits.ApartFrom("one"));
        Assert.Equal("one", _commits.ApartFrom("two"));
    }

    private static ISink Sink(string? with) => new OutsideTable { IsTransactional = true, CommitsWith = with }.NewSink();
}
