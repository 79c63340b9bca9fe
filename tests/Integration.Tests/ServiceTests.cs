using StreamGuard.Host.Tests.Support;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The program as a service manager has it: the tests are the manager.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private const string Endless = """
        pipeline: endless
        checkpoint: { every: 1s, path: state }
        sources:
          readings: { simulate: { model: hydraulic-rig, speed: 60 }, event_time: { column: timestamp } }
        sinks:
          lines: { from: readings, file: { path: readings.jsonl } }
        """;

    private readonly TempFolder _folder = new();
    private readonly ManagersSocket _manager;
    private readonly Dictionary<string, string> _variables = [];

    public ServiceTests()
    {
        _manager = new ManagersSocket(_folder["notify"]);
        _variables["NOTIFY_SOCKET"] = _manager.Address;
        _folder.Write("host.yaml", "http: { enabled: false }\n");
    }

    // The script builds the program when a source is newer: that is not what is waited for.
    public Task InitializeAsync() => Program.RunAsync(_folder.Path, "version");

    public Task DisposeAsync()
    {
        _manager.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Tells_its_manager_what_becomes_of_it()
    {
        _folder.Write("pipelines/endless.yaml", Endless);
        using var program = Serve();

        Assert.StartsWith("READY=1\nSTATUS=1 pipeline: 1 ", Next("READY=1"), StringComparison.Ordinal);
        Assert.Equal("STATUS=1 pipeline: 1 running", Next("STATUS=1 pipeline: 1 running"));
        _folder.Write("pipelines/bad.yaml", "pipeline: bad\n");
        await program.HangUpAsync();
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", Next("RELOADING=1"), StringComparison.Ordinal);
        Assert.StartsWith("READY=1\nSTATUS=2 pipelines: 1 running, ", Next("READY=1"), StringComparison.Ordinal);
        var end = program.SignalAsync("TERM");
        Assert.Equal("STOPPING=1\nSTATUS=last checkpoints are taken", Next("STOPPING=1"));
        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task Pets_the_watchdog_as_long_as_it_runs()
    {
        _variables["WATCHDOG_USEC"] = "1000000";
        _folder.Write("pipelines/endless.yaml", Endless);
        using var program = Serve();

        Next("READY=1");
        for (var beat = 0; beat < 3; beat++) Assert.Equal("WATCHDOG=1", Next("WATCHDOG=1"));

        Assert.Equal(0, await program.SignalAsync("TERM"));
    }

    [Fact]
    public async Task An_empty_folder_is_a_host_that_waits_for_files()
    {
        Directory.CreateDirectory(_folder["pipelines"]);
        using var program = Serve();

        Assert.Equal("READY=1\nSTATUS=no pipelines yet", Next("READY=1"));

        Assert.Equal(0, await program.SignalAsync("TERM"));
    }

    [Fact]
    public async Task A_signal_that_is_sent_twice_at_once_is_one_wish()
    {
        _folder.Write("pipelines/endless.yaml", Endless);
        using var program = Serve();
        Next("STATUS=1 pipeline: 1 running");

        // As the program timeout does.
        var ends = await Task.WhenAll(program.SignalAsync("TERM"), program.SignalAsync("TERM"));

        Assert.Equal([0, 0], ends);
        Assert.DoesNotContain("before all pipelines had drained", await program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_host_file_is_an_end_that_no_restart_mends()
    {
        _folder.Write("host.yaml", "wacth: 5s\n");

        var outcome = await Program.RunAsync(_folder.Path, _variables, "serve", "pipelines", "--config", "host.yaml");

        Assert.Equal(2, outcome.ExitCode);
        Assert.True(_manager.IsEmpty);
    }

    [Fact]
    public async Task The_unit_is_for_the_program_that_was_asked()
    {
        var outcome = await Program.RunAsync(_folder.Path, "service", "unit", "--name", "rig");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches("\nExecStart=\\S+ (\\S+streamguard.dll )?serve /etc/rig/pipelines --config /etc/rig/host.yaml\n", outcome.Output);
    }

    [Theory]
    [InlineData("is for the service manager of Windows", "serve", "pipelines", "--windows-service", "rig")]
    [InlineData("'Rig' is no name of a service", "service", "status", "--name", "Rig")]
    [InlineData("'bin/streamguard' is no whole path", "service", "unit", "--program", "bin/streamguard")]
    public async Task Says_what_is_wrong_with_a_service(string expected, params string[] arguments)
    {
        var outcome = await Program.RunAsync(_folder.Path, arguments);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Errors, StringComparison.Ordinal);
    }

    private RunningProgram Serve() => new(_folder.Path, _variables, "serve", "pipelines", "--config", "host.yaml");

    /// <summary>The next datagram that begins so; what comes before is passed over.</summary>
    private string Next(string begin)
    {
        while (true)
            if (_manager.Next() is { } told && told.StartsWith(begin, StringComparison.Ordinal)) return told;
    }
}
