using System.Runtime.Versioning;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Systemd;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Systemd;

[SupportedOSPlatform("linux")]
public sealed class SystemdManagerTests : IDisposable
{
    private const string Show = "systemctl show rig --property LoadState,ActiveState,SubState,StatusText,MainPID,NRestarts,Result,UnitFileState,ActiveEnterTimestamp,FragmentPath";

    private readonly TempFolder _folder = new();
    private readonly FakeCommands _commands = new();
    private readonly List<string> _said = [];
    private readonly ServiceDefinition _service;

    public SystemdManagerTests()
    {
        Directory.CreateDirectory(_folder["units"]);
        _service = new ServiceDefinition { Name = "rig", Program = ["/opt/streamguard/streamguard"], Configuration = _folder["etc"], State = "/var/lib/rig" };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Installs_a_unit_with_its_folder_and_starts_it()
    {
        Manager().Install(_service, start: true, _said.Add);

        Assert.Equal(SystemdUnit.Render(_service), File.ReadAllText(_folder["units/rig.service"]));
        Assert.True(Directory.Exists(_folder["etc/pipelines"]));
        Assert.True(File.Exists(_folder["etc/host.yaml"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder["etc/environment"]));
        Assert.Equal(["systemctl daemon-reload", "systemctl enable rig", "systemctl restart rig"], _commands.Lines);
        Assert.Contains("started; its log: journalctl -u rig -f", _said);
    }

    [Fact]
    public void Leaves_what_is_configured_as_it_is()
    {
        _folder.Write("etc/host.yaml", "watch: 5s\n");

        Manager().Install(_service, start: false, _said.Add);

        Assert.Equal("watch: 5s\n", File.ReadAllText(_folder["etc/host.yaml"]));
        Assert.DoesNotContain("systemctl restart rig", _commands.Lines);
    }

    [Fact]
    public void Uses_the_unit_that_a_package_has_brought()
    {
        _folder.Write("packaged/rig.service", "[Service]\n");

        Manager().Install(_service, start: true, _said.Add);

        Assert.False(File.Exists(_folder["units/rig.service"]));
        Assert.Equal($"{_folder["packaged/rig.service"]} has come with a package and is used as it is", _said[0]);
        Assert.Contains("systemctl restart rig", _commands.Lines);
    }

    [Fact]
    public void Removes_the_unit_and_leaves_configuration_and_state()
    {
        Manager().Install(_service, start: true, _said.Add);
        _commands.Lines.Clear();

        Manager().Uninstall(_service, _said.Add);

        Assert.False(File.Exists(_folder["units/rig.service"]));
        Assert.True(File.Exists(_folder["etc/host.yaml"]));
        Assert.Equal(["systemctl disable --now rig", "systemctl daemon-reload"], _commands.Lines);
    }

    [Fact]
    public void Says_who_removes_a_package_and_what_is_not_installed()
    {
        Assert.Contains("There is no service 'rig'", Refusal(manager => manager.Uninstall(_service, _said.Add)), StringComparison.Ordinal);
        _folder.Write("packaged/rig.service", "[Service]\n");

        Assert.Contains("apt remove rig", Refusal(manager => manager.Uninstall(_service, _said.Add)), StringComparison.Ordinal);
    }

    [Fact]
    public void Asks_for_root()
    {
        Assert.Equal("Only root may change services: sudo streamguard service install", Refusal(manager => manager.Install(_service, true, _said.Add), isRoot: false));
        Assert.Empty(_commands.Lines);
    }

    [Fact]
    public void Says_so_where_there_is_no_systemd()
    {
        Assert.StartsWith("systemd does not run here.", Refusal(manager => manager.Install(_service, true, _said.Add), hasSystemd: false), StringComparison.Ordinal);
        Assert.StartsWith("systemd does not run here.", Refusal(manager => manager.Status(_service), hasSystemd: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/root/streamguard/streamguard", "/root")]
    [InlineData("/home/anna/streamguard", "/home")]
    [InlineData("/tmp/streamguard", "/tmp")]
    public void Refuses_a_program_that_the_service_would_not_see(string program, string folder)
    {
        var refusal = Refusal(manager => manager.Install(_service with { Program = [program] }, true, _said.Add));

        Assert.StartsWith($"{program} is below {folder}, which the service does not see.", refusal, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["units/rig.service"]));
    }

    [Fact]
    public void Says_what_systemd_refused()
    {
        _commands.Answers["systemctl restart rig"] = new CommandResult(1, "", "Job for rig.service failed.\n");

        Assert.Equal("systemctl restart rig ended with 1: Job for rig.service failed.", Refusal(manager => manager.Install(_service, true, _said.Add)));
    }

    [Fact]
    public void Tells_how_the_service_does()
    {
        _commands.Answers[Show] = new CommandResult(
            0, "LoadState=loaded\nActiveState=active\nSubState=running\nStatusText=2 pipelines: 2 running\nMainPID=42\nNRestarts=0\nResult=success\nUnitFileState=enabled\nActiveEnterTimestamp=\nFragmentPath=/u/rig.service\n", "");

        var status = Manager().Status(_service);

        Assert.True(status.IsRunning);
        Assert.Equal(
            ["rig is active (running)", "  says      2 pipelines: 2 running", "  process   42", "  at boot   enabled", "  unit      /u/rig.service", "  log       journalctl -u rig"],
            status.Lines);
    }

    [Theory]
    [InlineData("LoadState=not-found\nActiveState=inactive\n", "rig is not installed; `streamguard service install` does it")]
    [InlineData("LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=watchdog\n", "rig is failed (failed)")]
    public void A_service_that_does_not_run_is_told_as_such(string shown, string expected)
    {
        _commands.Answers[Show] = new CommandResult(0, shown, "");

        var status = Manager().Status(_service);

        Assert.False(status.IsRunning);
        Assert.Equal(expected, status.Lines[0]);
    }

    private string Refusal(Action<SystemdManager> ask, bool hasSystemd = true, bool isRoot = true) =>
        Assert.Throws<ServiceException>(() => ask(Manager(hasSystemd, isRoot))).Message;

    private SystemdManager Manager(bool hasSystemd = true, bool isRoot = true) =>
        new(new SystemdMachine { HasSystemd = hasSystemd, IsRoot = isRoot, Units = _folder["units"], PackagedUnits = [_folder["packaged"]] }, _commands);
}
