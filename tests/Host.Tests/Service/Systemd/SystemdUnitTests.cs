using System.Diagnostics;
using System.Text.RegularExpressions;
using StreamGuard.Host.Service;
using StreamGuard.Host.Service.Systemd;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Service.Systemd;

public sealed class SystemdUnitTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Starts_the_host_on_the_folder_of_pipelines()
    {
        var unit = SystemdUnit.Render(Service("/usr/bin/streamguard"));

        Assert.Contains("\nExecStart=/usr/bin/streamguard serve /etc/streamguard/pipelines --config /etc/streamguard/host.yaml\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nStateDirectory=streamguard\n", unit, StringComparison.Ordinal);
        Assert.Contains("\nRestartPreventExitStatus=2\n", unit, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_a_last_checkpoint_more_time_than_the_host_does()
    {
        var seconds = int.Parse(Regex.Match(SystemdUnit.Render(Service("/usr/bin/streamguard")), "TimeoutStopSec=(\\d+)s").Groups[1].Value, null);

        Assert.True(TimeSpan.FromSeconds(seconds) > new HostOptions().StopWithin.TimeSpan);
    }

    [Theory]
    [InlineData("/opt/a b/streamguard", "\"/opt/a b/streamguard\"")]
    [InlineData("/opt/50%/streamguard", "/opt/50%%/streamguard")]
    [InlineData("/opt/$HOME/\"x\"", "/opt/$$HOME/\\\"x\\\"")]
    public void Quotes_words_as_systemd_reads_them(string word, string expected) => Assert.Equal(expected, SystemdUnit.Words([word]));

    [ProgramFact("systemd-analyze", "systemd")]
    public async Task Is_what_systemd_takes_for_a_good_unit()
    {
        var (code, output) = await AnalyzeAsync("verify", "--man=no");

        Assert.True(code == 0 && output.Length == 0, output);
    }

    [ProgramFact("systemd-analyze", "systemd")]
    public async Task Leaves_little_open()
    {
        var (code, output) = await AnalyzeAsync("security", "--offline=true", "--threshold=12", "--no-pager");

        // Tenths: at 13 and more it is no longer what the documents say.
        Assert.True(code == 0, output);
    }

    private static ServiceDefinition Service(string program) => new() { Program = [program], Configuration = "/etc/streamguard", State = "/var/lib/streamguard" };

    private async Task<(int Code, string Output)> AnalyzeAsync(params string[] arguments)
    {
        // verify looks whether the program is there.
        var unit = _folder.Write("streamguard.service", SystemdUnit.Render(Service(Environment.ProcessPath!)));
        using var process = Process.Start(new ProcessStartInfo("systemd-analyze", [.. arguments, unit]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
