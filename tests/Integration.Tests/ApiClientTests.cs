using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>A client that is generated from the document of a host talks to it: NSwag's of the npm registry, in C#.</summary>
public sealed class ApiClientTests : IDisposable
{
    private const string Generator = "nswag@14.7.1";
    private const string Token = "0123456789abcdef0123456789abcdef";

    private static readonly Dictionary<string, string> Variables = new() { ["API_TOKEN"] = Token };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [NSwagFact]
    public async Task A_generated_client_is_answered()
    {
        var address = $"http://127.0.0.1:{FreePort()}";
        var file = HostFile(address);
        // In the host it waits for its time.
        var trained = await Program.RunAsync(_folder["root"], "run", "pipelines/security-training.yaml", "--profile", "sample");
        Assert.True(trained.ExitCode == 0, trained.Errors);
        using var host = new RunningProgram(Program.Root, Variables, "serve", "--config", file);
        await host.Until(() => host.Said("security-events: finished") && host.Said("iomt-traffic: finished"));

        await GenerateAsync(address);
        var built = await RunAsync("dotnet", "build", "-v", "q", "-nologo", "-o", _folder["client/out"], _folder["client"]);
        Assert.True(built.ExitCode == 0, built.Output);
        var said = await RunAsync("dotnet", _folder["client/out/ApiClient.dll"], address, Token);
        Assert.Equal(0, await host.SignalAsync("TERM"));

        Assert.True(said.ExitCode == 0, said.Errors);
        var lines = said.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("pipelines: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("security-events=Finished", lines[0], StringComparison.Ordinal);
        Assert.Contains("security-training=Scheduled", lines[0], StringComparison.Ordinal);
        Assert.Matches("^live: (\\d+) of \\1, severities (critical )?high$", lines[1]);
        Assert.Equal("event behind the alert: True", lines[2]);
        Assert.Matches("^batch: [1-9]\\d*$", lines[3]);
        Assert.Equal("analyses: 0", lines[4]);
        Assert.Matches("^query: \\d{4,}$", lines[5]);
        Assert.StartsWith("refused: 400 400 Only questions are answered", lines[6], StringComparison.Ordinal);
        Assert.Matches("^set: security-training, \\d+ rows, 40 columns, 7 read$", lines[7]);
        Assert.Equal("file: True", lines[8]);
        Assert.Equal("model: iomt-ward 1, used by iomt-traffic.scored 1", lines[9]);
        Assert.Equal("model: security-users 1, used by nobody", lines[10]);
    }

    /// <summary>The shipped pipelines' samples, in a folder of their own.</summary>
    private string HostFile(string address)
    {
        var pipelines = Path.Combine(Program.Root, "pipelines");
        var root = _folder["root"];
        Directory.CreateDirectory(root);
        // Tables and models of the shipped pipelines are named from the working folder.
        Directory.CreateSymbolicLink(Path.Combine(root, "pipelines"), pipelines);
        return _folder.Write("host.yaml", $$"""
            root: {{root}}
            watch: 0s
            http: { address: "{{address["http://".Length..]}}", token: "${API_TOKEN}" }
            api: { query: { enabled: true } }
            pipelines:
            - { path: '{{pipelines}}/security-events.yaml', profile: sample, set: { sources.events.simulate.days: "7" } }
            - { path: '{{pipelines}}/security-training.yaml', profile: sample }
            - { path: '{{pipelines}}/iomt-traffic.yaml', profile: sample }
            """);
    }

    private async Task GenerateAsync(string address)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _folder.Write("openapi.json", await http.GetStringAsync($"{address}/openapi.json"));
        var sources = Path.Combine(Program.Root, "tests", "Integration.Tests", "ApiClient");
        foreach (var file in Directory.GetFiles(sources)) _folder.Write($"client/{Path.GetFileName(file)}", await File.ReadAllTextAsync(file));
        var made = await RunAsync(
            "dotnet", NSwagFactAttribute.Program!, "openapi2csclient", $"/input:{_folder["openapi.json"]}", $"/output:{_folder["client/Client.cs"]}", "/namespace:StreamGuard.Client", "/classname:StreamGuardClient",
            "/JsonLibrary:SystemTextJson", "/GenerateNullableReferenceTypes:true", "/GenerateOptionalParameters:true", "/OperationGenerationMode:SingleClientFromOperationId", "/ParameterDateTimeFormat:O");
        Assert.True(made.ExitCode == 0, made.Output);
    }

    private static async Task<Outcome> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new Outcome(process.ExitCode, output, await errors);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A fact that needs NSwag, which npm fetches once into .build; skipped where npm cannot.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class NSwagFactAttribute : FactAttribute
    {
        public NSwagFactAttribute()
        {
            if (Program is null) Skip = $"npm is not there, or could not fetch {Generator}";
        }

        /// <summary>The generator; null where it cannot be had.</summary>
        public static string? Program { get; } = Find();

        private static string? Find()
        {
            var folder = Path.Combine(Support.Program.Root, ".build", "nswag");
            var program = Path.Combine(folder, "node_modules", "nswag", "bin", "binaries", "Net100", "dotnet-nswag.dll");
            if (File.Exists(program)) return program;
            try
            {
                Directory.CreateDirectory(folder);
                using var npm = System.Diagnostics.Process.Start(new ProcessStartInfo("npm", ["install", "--silent", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, Generator]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
                npm.WaitForExit();
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }

            return File.Exists(program) ? program : null;
        }
    }
}
