using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Windows;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Windows;

public sealed class WindowsManagerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeControlManager _control = new();
    private readonly List<string> _said = [];
    private readonly ServiceDefinition _service;

    public WindowsManagerTests() =>
        _service = new ServiceDefinition { Name = "rig", Program = [@"C:\Program Files\StreamGuard\streamguard.exe"], Configuration = _folder["config"], State = _folder["data"] };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Installs_a_service_that_runs_as_itself_and_starts_it()
    {
        Manager().Install(_service, start: true, _said.Add);

        Assert.Equal(["create", @"prepare for NT SERVICE\rig", "start"], _control.Asked);
        Assert.Equal($"\"C:\\Program Files\\StreamGuard\\streamguard.exe\" serve {_folder["config/pipelines"]} --config {_folder["config/host.yaml"]} --windows-service rig", _control.Entry!.CommandLine);
        Assert.True(_control.Entry.StopWithin > new HostOptions().StopWithin.TimeSpan);
        Assert.True(File.Exists(_folder["config/host.yaml"]));
    }

    [Fact]
    public void Does_not_install_twice()
    {
        Manager().Install(_service, start: false, _said.Add);

        Assert.Contains("is there already", Assert.Throws<ServiceException>(() => Manager().Install(_service, false, _said.Add)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Removes_a_service_once_it_has_stopped()
    {
        Manager().Install(_service, start: true, _said.Add);
        _control.Asked.Clear();

        Manager().Uninstall(_service, _said.Add);

        Assert.Equal(["stop", "delete", "forget"], _control.Asked);
        Assert.True(File.Exists(_folder["config/host.yaml"]));
    }

    [Fact]
    public void Leaves_a_service_that_does_not_stop()
    {
        _control.State = new WindowsServiceState(ServiceState.Running, 42, 0);
        _control.Hangs = true;

        var refused = Assert.Throws<ServiceException>(() => new WindowsManager(_control, new HastyClock()).Uninstall(_service, _said.Add));

        Assert.Equal("The service 'rig' has not stopped within 90 s; it is left as it is.", refused.Message);
        Assert.DoesNotContain("delete", _control.Asked);
    }

    [Fact]
    public void Tells_how_the_service_does()
    {
        Assert.Equal(["rig is not installed; `streamguard service install` does it"], Manager().Status(_service).Lines);

        _control.State = new WindowsServiceState(ServiceState.Running, 42, 0);
        Assert.True(Manager().Status(_service).IsRunning);
        Assert.Equal(["rig is running", "  process   42", "  log       event log, Application"], Manager().Status(_service).Lines);

        _control.State = new WindowsServiceState(ServiceState.Stopped, 0, 2);
        Assert.False(Manager().Status(_service).IsRunning);
        Assert.Equal(["rig is stopped", "  ended     with 2", "  log       event log, Application"], Manager().Status(_service).Lines);
    }

    [Theory]
    [InlineData(@"C:\a\b.exe", @"C:\a\b.exe")]
    [InlineData(@"C:\a b\", "\"C:\\a b\\\\\"")]
    [InlineData("say \"so\"", "\"say \\\"so\\\"\"")]
    [InlineData("a\\\" b", "\"a\\\\\\\" b\"")]
    [InlineData("", "\"\"")]
    public void Quotes_words_as_Windows_reads_them(string word, string expected) => Assert.Equal(expected, WindowsManager.CommandLine([word]));

    private WindowsManager Manager() => new(_control, TimeProvider.System);

    /// <summary>Each look at it is a minute later, and nobody waits.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private long _minutes;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 60 * _minutes++;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
