using System.CommandLine;
using System.Text.Json;
using StreamGuard.Core.Testing;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Commands;

public sealed class TapCommandTests : IAsyncLifetime
{
    private readonly HttpRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.StartAsync();
        await HostRig.Until(_rig.Host.Add("endless.yaml", Pipelines.Endless("endless", _rig.Host.Folder.Path)), HostedState.Running);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Shows_so_many_rows_and_ends()
    {
        var (code, output, _) = await RunAsync("tap", "endless", "readings->lines", "--rows", "3", "--rate", "1000", "--mask", "sensor", "--host", _rig.Address);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(0, code);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Contains("sensor: \"***\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Shows_them_as_json()
    {
        var (code, output, _) = await RunAsync("tap", "endless", "readings", "-n", "2", "--json", "--host", _rig.Address);

        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(0, code);
        Assert.Equal(2, rows.Count);
        Assert.All(rows, row => Assert.Equal("readings", row.GetProperty("from").GetString()));
    }

    [Theory]
    [InlineData("saved.test.yaml", "endless.yaml")]
    [InlineData("tests/saved.test.yaml", "'../endless.yaml'")]
    public async Task Saves_them_as_a_test_that_passes_wherever_both_are_moved(string name, string pipeline)
    {
        var file = _rig.Host.Folder[name];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);

        var (code, _, errors) = await RunAsync("tap", "endless", "readings", "--save", file, "--rows", "5", "--host", _rig.Address);

        Assert.True(code == 0, errors);
        Assert.Contains("saved.test.yaml is written", errors, StringComparison.Ordinal);
        Assert.Contains($"\npipeline: {pipeline}\n", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        using var elsewhere = new TempFolder();
        elsewhere.Write("endless.yaml", await File.ReadAllTextAsync(_rig.Host.Folder["endless.yaml"]));
        var moved = elsewhere.Write(name, await File.ReadAllTextAsync(file));
        Assert.True((await PipelineTests.RunAsync(moved, _rig.Host.Host.Find("endless")!.Registry!)).Passed);
    }

    [Fact]
    public async Task Leaves_a_test_as_it_is_that_somebody_has_written()
    {
        var file = _rig.Host.Folder.Write("mine.test.yaml", "mine");

        var (code, _, errors) = await RunAsync("tap", "endless", "readings", "--save", file, "--host", _rig.Address);

        Assert.Equal(2, code);
        Assert.Contains("mine.test.yaml is there already", errors, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData(1, "has no pipeline 'nothing'", "tap", "nothing", "readings")]
    [InlineData(1, "It has readings->lines", "tap", "endless", "nothing")]
    [InlineData(2, "must end in .test.yaml", "tap", "endless", "readings", "--save", "rows.yaml")]
    [InlineData(2, "--rate from 1 to 1000", "tap", "endless", "readings", "--rate", "0")]
    public async Task Says_what_is_wrong(int expected, string says, params string[] arguments)
    {
        var (code, _, errors) = await RunAsync([.. arguments, "--host", _rig.Address]);

        Assert.Equal(expected, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_no_host_answers()
    {
        await _rig.StopAsync();

        var (code, _, errors) = await RunAsync("tap", "endless", "readings", "--host", $"http://127.0.0.1:{Prometheus.FreePort()}");

        Assert.Equal(1, code);
        Assert.StartsWith("streamguard: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_when_the_host_ends_before_there_were_enough()
    {
        var running = RunAsync("tap", "endless", "readings", "--rows", "1000000", "--rate", "1", "--host", _rig.Address);
        await _rig.EventsAsync("/api/pipelines/endless/tap?edge=readings", 1);
        await _rig.StopAsync();

        var (code, _, errors) = await running;

        Assert.Equal(1, code);
        Assert.NotEqual("", errors);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        var (output, errors) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await CommandLine.Root().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors }).WaitAsync(TimeSpan.FromMinutes(1));
        return (code, output.ToString(), errors.ToString());
    }
}
