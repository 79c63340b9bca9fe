using Microsoft.Extensions.Logging.Abstractions;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Support;

/// <summary>A host in a folder of its own; stopped when disposed of.</summary>
internal sealed class HostRig : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public TempFolder Folder { get; } = new();

    public PipelineHost Host { get; } = new(new HostSettings { Logs = NullLoggerFactory.Instance, Restart = new BackoffOptions { First = new(1000), Longest = new(2000) } });

    /// <summary>Writes a pipeline file and gives it to the host.</summary>
    public HostedPipeline Add(string file, string text) => Host.Add(new PipelineFile(Folder.Write(file, text), null, new Dictionary<string, string>()));

    /// <summary>Waits until something holds of the pipeline.</summary>
    /// <exception cref="TimeoutException">It did not in a minute.</exception>
    public static Task Until(HostedPipeline pipeline, HostedState state) => Until(() => pipeline.Status.State == state, () => $"{pipeline.Status}");

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It did not in a minute; says what was the case.</exception>
    public static async Task Until(Func<bool> holds, Func<string>? last = null)
    {
        using var limit = new CancellationTokenSource(Longest);
        while (!holds())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"what was waited for did not come about: {last?.Invoke()}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(Longest);
        Folder.Dispose();
    }
}
