using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Tests.Support;

/// <summary>The transform, run as Runtime would, with a folder and a server of its own.</summary>
internal sealed class Analyst : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Analyze> _made = [];

    public FakeServer Server { get; } = new() { Answer = _ => ChatServer.Says() };

    public AnalyzeOptions Options => new() { Endpoint = Server.Url, Model = "m", Folder = Path.Combine(_folder.Path, "kept"), Attempts = 1 };

    public string File(string name) => Path.Combine(_folder.Path, "kept", name);

    public IEnumerable<string> Prompts => Server.Requests.Select(ChatServer.Prompt);

    public TransformHarness Harness(AnalyzeOptions options, TimeProvider? clock = null, params IReadOnlyList<Schema> inputs)
    {
        var transform = new Analyze(options);
        _made.Add(transform);
        return new TransformHarness(transform, clock, null, inputs.Count == 0 ? [Alerts.Schema] : inputs);
    }

    /// <summary>As when a run is killed: what was made so far lets go of the folder.</summary>
    public void EndRuns()
    {
        foreach (var transform in _made) transform.Dispose();
        _made.Clear();
    }

    public void Dispose()
    {
        EndRuns();
        Server.Dispose();
        _folder.Dispose();
    }
}
