using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service;

public sealed class TroubleLogTests
{
    private readonly Said _log = new();
    private readonly TroubleLog _troubles;

    public TroubleLogTests() => _troubles = new TroubleLog(_log);

    [Fact]
    public void What_is_so_at_two_looks_is_told_once_and_when_it_is_over()
    {
        Look(new TroubleSpot("pager", "waits: no answer"));
        Assert.Empty(_log.Lines);
        Look(new TroubleSpot("pager", "waits: no answer"));
        Look(new TroubleSpot("pager", "waits: reset"));
        Look();
        Look();

        Assert.Equal(["Warning 'pager': waits: no answer", "Information 'pager' goes on"], _log.Lines);
    }

    [Fact]
    public void What_passes_between_two_looks_is_not_told()
    {
        Look(new TroubleSpot("pager", "waits: no answer"));
        Look();
        Look(new TroubleSpot("pager", "waits: no answer"));
        Look();

        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Each_component_is_told_of_by_itself()
    {
        Look(new TroubleSpot("pager", "waits: no answer"), new TroubleSpot("checkpoint", "no space"));
        Look(new TroubleSpot("pager", "waits: no answer"), new TroubleSpot("checkpoint", "no space"));
        Look(new TroubleSpot("pager", "waits: no answer"));

        Assert.Equal(["Warning 'pager': waits: no answer", "Warning 'checkpoint': no space", "Information 'checkpoint' goes on"], _log.Lines);
    }

    private void Look(params TroubleSpot[] spots) => _troubles.Look(() => new Readiness("p", HostedState.Running, spots.Length == 0, spots));
}
