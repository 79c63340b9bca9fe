using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Windows;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Windows;

public class WindowsServiceTests
{
    private readonly FakeDispatcher _manager = new();
    private readonly FakeEventLog _log = new();

    [Theory]
    [InlineData(1u)]
    [InlineData(5u)]
    [InlineData(15u)]
    public void Stops_by_each_way_of_saying_so(uint control)
    {
        var code = Run(async (notifier, stop) =>
        {
            notifier.Ready("");
            Assert.True(_manager.Send((ServiceControl)control));
            await Cancelled(stop);
            return ExitCodes.Done;
        });

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal([ServiceState.StartPending, ServiceState.Running, ServiceState.StopPending, ServiceState.Stopped], _manager.States);
        Assert.Equal(0, _manager.Reports[^1].ExitCode);
        Assert.Null(_manager.Failed);
    }

    [Fact]
    public void Counts_on_while_it_starts_and_stops_so_that_the_manager_waits()
    {
        Run((notifier, _) =>
        {
            notifier.Alive();
            notifier.Alive();
            notifier.Ready("");
            notifier.Alive();
            notifier.Stopping("");
            notifier.Alive();
            return Task.FromResult(ExitCodes.Done);
        });

        Assert.Equal(
            [(ServiceState.StartPending, 0u), (ServiceState.StartPending, 1u), (ServiceState.StartPending, 2u), (ServiceState.Running, 0u), (ServiceState.StopPending, 1u), (ServiceState.StopPending, 2u), (ServiceState.Stopped, 0u)],
            _manager.Reports.Select(report => (report.State, report.Checkpoint)));
        Assert.All(_manager.Reports.Where(report => report.State is ServiceState.StartPending or ServiceState.StopPending), report => Assert.Equal(TimeSpan.FromSeconds(15), report.WaitHint));
    }

    [Fact]
    public void Takes_no_wish_to_stop_before_it_runs()
    {
        Run((notifier, _) =>
        {
            notifier.Ready("");
            return Task.FromResult(ExitCodes.Done);
        });

        Assert.Equal([false, true, false], _manager.Reports.Select(report => report.TakesStop));
    }

    [Fact]
    public void Answers_when_it_is_asked_how_it_does()
    {
        Run((notifier, _) =>
        {
            notifier.Ready("");
            Assert.True(_manager.Send(ServiceControl.Interrogate));
            Assert.False(_manager.Send((ServiceControl)2));
            return Task.FromResult(ExitCodes.Done);
        });

        Assert.Equal([ServiceState.StartPending, ServiceState.Running, ServiceState.Running, ServiceState.Stopped], _manager.Reports.Select(report => report.State));
    }

    [Fact]
    public void A_host_that_fails_is_started_again_by_the_manager()
    {
        var code = Run((_, _) => Task.FromResult(ExitCodes.Failed));

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Equal(ExitCodes.Failed, _manager.Failed);
        Assert.DoesNotContain(ServiceState.Stopped, _manager.States);
    }

    [Fact]
    public void A_bad_host_file_stops_the_service_for_good()
    {
        Run((_, _) => Task.FromResult(ExitCodes.Bad));

        Assert.Equal((ServiceState.Stopped, ExitCodes.Bad), (_manager.Reports[^1].State, _manager.Reports[^1].ExitCode));
        Assert.Null(_manager.Failed);
    }

    [Fact]
    public void A_host_that_could_not_drain_stays_stopped_where_it_was_told_to()
    {
        Run(async (notifier, stop) =>
        {
            notifier.Ready("");
            _manager.Send(ServiceControl.Stop);
            await Cancelled(stop);
            return ExitCodes.Failed;
        });

        Assert.Equal((ServiceState.Stopped, ExitCodes.Failed), (_manager.Reports[^1].State, _manager.Reports[^1].ExitCode));
        Assert.Null(_manager.Failed);
    }

    [Fact]
    public void A_reload_that_ends_late_does_not_make_a_stopping_service_run()
    {
        Run((notifier, _) =>
        {
            notifier.Ready("");
            notifier.Stopping("");
            notifier.Ready("");
            return Task.FromResult(ExitCodes.Done);
        });

        Assert.Equal([ServiceState.StartPending, ServiceState.Running, ServiceState.StopPending, ServiceState.Stopped], _manager.States);
    }

    private static async Task Cancelled(CancellationToken stop)
    {
        var cancelled = new TaskCompletionSource();
        await using var _ = stop.Register(cancelled.SetResult);
        await cancelled.Task;
    }

    private int Run(Func<IServiceNotifier, CancellationToken, Task<int>> host) => WindowsService.Run("rig", _manager, new EventLogProvider(_log), host);
}
