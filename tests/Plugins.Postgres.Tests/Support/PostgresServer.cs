using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace StreamGuard.Plugins.Postgres.Tests.Support;

/// <summary>A real PostgreSQL in a folder of its own, on a loopback port, that asks for passwords and does not wait for its disk.</summary>
internal sealed class PostgresServer : IDisposable
{
    public const string Password = "correct horse 7;\"'";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamguard-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    private PostgresServer()
    {
    }

    /// <summary>Why there is none; null where there is.</summary>
    public static string? Absence { get; } = OperatingSystem.IsWindows() || Programs() is null ? "there is no PostgreSQL: Debian has it in the package postgresql" : null;

    public string Connection => ConnectionWith(Password);

    public int Port => _port;

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        try
        {
            var secret = Path.Combine(server._folder, "secret");
            await File.WriteAllTextAsync(secret, Password + "\n");
            if (System.Environment.UserName == "root") await RunAsync("chown", ["-R", "nobody", server._folder]);
            await RunAsync(Tool("initdb"), ["-D", server.Data, "-U", "plant", "-A", "scram-sha-256", $"--pwfile={secret}", "-E", "UTF8", "--locale=C", "--no-sync"]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string ConnectionWith(string password) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Database = "postgres", Username = "plant", Password = password, Timeout = 30 }.ConnectionString;

    /// <summary>Starts it with the data it had, and waits until it answers.</summary>
    public async Task StartAgainAsync()
    {
        _process = Start(Tool("postgres"), ["-D", Data, "-h", "127.0.0.1", "-p", $"{_port}", "-k", _folder, "-F"]);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await AnswersAsync(limit.Token))
        {
            if (_process.HasExited) throw new InvalidOperationException($"postgres ended with {_process.ExitCode}");
            await Task.Delay(50, limit.Token);
        }
    }

    /// <summary>Ends it at once, with all its processes, and waits until it has ended.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        using (var kill = Process.Start("kill", ["-QUIT", $"{_process.Id}"])) await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
        _process = null;
    }

    public async Task RunSqlAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        StopAsync().GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private static string? Programs() => !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    private static string Tool(string name) => Path.Combine(Programs()!, name);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync(CancellationToken stop)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
            await connection.OpenAsync(stop);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Start(program, arguments);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await process.WaitForExitAsync(limit.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    /// <summary>PostgreSQL refuses to be run by root.</summary>
    private static Process Start(string program, string[] arguments)
    {
        var isServer = program.StartsWith('/') && System.Environment.UserName == "root";
        var start = isServer
            ? new ProcessStartInfo("setpriv", ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        (start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError) = ("/", true, true);
        var process = Process.Start(start)!;
        // Read, or it would stand still when the pipe is full.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}

/// <summary>One server for the tests of a class; null where there is none.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal PostgresServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (PostgresServer.Absence is null) Server = await PostgresServer.StartAsync();
    }

    public Task DisposeAsync()
    {
        Server?.Dispose();
        return Task.CompletedTask;
    }
}

/// <summary>A fact about a real PostgreSQL, skipped where there is none.</summary>
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresServer.Absence;
}

/// <summary>The same for theories.</summary>
public sealed class PostgresTheoryAttribute : TheoryAttribute
{
    public PostgresTheoryAttribute() => Skip = PostgresServer.Absence;
}
