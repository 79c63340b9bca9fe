using StreamGuard.Core.Testing;
using StreamGuard.Host.Service.Alerts;

namespace StreamGuard.Host.Tests.Service.Alerts;

public sealed class IncidentsTests
{
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Incidents _incidents;

    public IncidentsTests() => _incidents = new Incidents(_clock);

    [Fact]
    public void What_lasts_is_told_once_and_then_every_six_hours()
    {
        Assert.True(_incidents.Note("a", "failed", "no file"));
        Assert.False(_incidents.Note("a", "failed", "no file"));
        _clock.Advance(Incidents.Reminder - TimeSpan.FromSeconds(1));
        Assert.False(_incidents.Note("a", "failed", "no file"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_incidents.Note("a", "failed", "no file"));
    }

    [Fact]
    public void Another_problem_kind_or_pipeline_is_told_at_once()
    {
        Assert.True(_incidents.Note("a", "failed", "no file"));
        Assert.True(_incidents.Note("a", "failed", "no server"));
        Assert.True(_incidents.Note("a", "invalid", "no server"));
        Assert.True(_incidents.Note("b", "failed", "no server"));
    }

    [Fact]
    public void A_problem_that_changes_each_time_is_told_five_times_an_hour()
    {
        var told = 0;
        for (var minute = 0; minute < 120; minute++, _clock.Advance(TimeSpan.FromMinutes(1)))
            if (_incidents.Note("a", "failed", $"attempt {minute}")) told++;

        Assert.Equal(2 * Incidents.MostAnHour, told);
    }

    [Fact]
    public void What_is_over_is_told_again_when_it_comes_back()
    {
        _incidents.Note("a", "failed", "no file");

        Assert.True(_incidents.Close("a", "failed"));
        Assert.False(_incidents.Close("a", "failed"));
        Assert.True(_incidents.Note("a", "failed", "no file"));
    }

    [Fact]
    public void Nothing_is_known_of_a_pipeline_that_was_forgotten()
    {
        _incidents.Note("a", "failed", "no file");

        _incidents.Forget("a");

        Assert.False(_incidents.IsOpen("a", "failed"));
        Assert.True(_incidents.Note("a", "failed", "no file"));
    }
}
