using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Feeds;
using StreamGuard.Host.Http;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service.Alerts;

namespace StreamGuard.Host.Service;

/// <summary>The host as a program: from its file to the last checkpoint of its pipelines.</summary>
internal sealed class HostService
{
    // Alerts of the last moment, such as that of a pipeline that did not drain, do not hold up the end for long.
    private static readonly TimeSpan LastAlerts = TimeSpan.FromSeconds(5);

    private readonly HostOptions _options;
    private readonly HttpAccess? _access;
    private readonly string _folder;
    private readonly RowFeed? _alerts;

    private HostService(HostOptions options, HttpAccess? access, string folder, RowFeed? alerts) => (_options, _access, _folder, _alerts) = (options, access, folder, alerts);

    /// <summary>Reads the host file; null when something is wrong, which has been reported.</summary>
    /// <param name="file">The host file; null for its defaults.</param>
    /// <param name="entries">What the command line names, beside what the file does.</param>
    /// <param name="address">Where to listen, in place of what the file says; null for that.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static HostService? Load(string? file, IReadOnlyList<PipelineEntry> entries, string? address, Problems problems)
    {
        var bound = file is null ? new BoundOptions(new HostOptions(), new Dictionary<string, Location> { [""] = new("(command line)", 1, 1) })
            : OptionsFile.Load<HostOptions>(new LoadRequest(file), "a host file", problems);
        if (bound is null) return null;
        var options = (HostOptions)bound.Value;
        options = options with { Pipelines = [.. options.Pipelines, .. entries], Http = address is null ? options.Http : options.Http with { Address = address } };
        if (options.Pipelines.Count == 0)
            problems.Error(HostCodes.Option, bound.At("pipelines"), "There is nothing to run.", "Name pipeline files or folders on the command line, or under pipelines: in the host file.");
        var access = options.Http.Enabled ? HttpAccess.Read(options.Http, bound, problems) : null;
        if (options.Restart.First > options.Restart.Longest)
            problems.Error(HostCodes.Option, bound.At("restart.first"), $"restart.first must not be more than restart.longest, got {options.Restart.First} and {options.Restart.Longest}.", "Write both, the shorter first.");
        if (options.Http is { Enabled: true, Mask.Count: > 0 } && options.Api.Query.Enabled)
            problems.Warning(HostCodes.Option, bound.At("http.mask"), "http.mask does not reach the answers to questions in SQL, which api.query enables.", "Leave api.query off, or give the token only to those who may see these columns.");
        if (options.Otlp is { } otlp && OtlpEndpoint.Of(otlp) is null)
            problems.Error(HostCodes.Option, bound.At("otlp.endpoint"), $"otlp.endpoint must be a URL of http or https, got '{otlp.Endpoint}'.", "Write for example http://127.0.0.1:4318.");
        if (options.Otlp?.Token is not null && !bound.Variables.Contains("otlp.token"))
            problems.Error(HostCodes.Option, bound.At("otlp.token"), "otlp.token is a secret and stands in the file.", "Write token: ${NAME} to take it from the environment.");
        // What a host file names is found from the host file, wherever the host is started.
        var folder = file is null ? Environment.CurrentDirectory : Path.GetDirectoryName(Path.GetFullPath(file))!;
        var plugins = options.Plugins is { } written ? Path.GetFullPath(written, Path.GetFullPath(options.Root ?? ".", folder)) : null;
        if (plugins is not null && !Directory.Exists(plugins))
            problems.Error(HostCodes.Option, bound.At("plugins"), $"plugins: there is no folder '{plugins}'.", "Make it, or remove the key: the plugins that come with the program need none. A relative path is below root.");
        var alerts = options.Alerts is { } sink ? HostAlerts.Bind(sink, plugins, problems) : null;
        return problems.HasErrors ? null : new HostService(options, access, folder, alerts);
    }

    /// <summary>A host of one file that nobody asks anything.</summary>
    public static HostService Of(LoadRequest request, string? plugins)
    {
        var entry = new PipelineEntry { Path = request.File, Profile = request.Profile, Set = request.Set.ToDictionary(each => each.Path, each => each.Value) };
        return new HostService(new HostOptions { Pipelines = [entry], Plugins = plugins }, access: null, Environment.CurrentDirectory, alerts: null);
    }

    /// <param name="errors">Takes what keeps the host from starting.</param>
    /// <param name="notifier">The service manager, which is told how things stand.</param>
    /// <param name="stop">A wish to stop that does not come as a signal.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(TextWriter errors, IServiceNotifier notifier, CancellationToken stop = default)
    {
        using var logs = HostLogs.Create(_options.Log, notifier.Log);
        var log = logs.CreateLogger("host");
        try
        {
            if (_options.Root is { } root) EnterRoot(Path.GetFullPath(root, _folder));
            using var held = HostLock.Take(Environment.CurrentDirectory);
            var host = new PipelineHost(new HostSettings { Logs = logs, Restart = _options.Restart, Checkpoints = _options.Checkpoints, Plugins = _options.Plugins, Runs = Path.GetFullPath(Path.Combine(".streamguard", "runs")) }) { Alerts = _alerts };
            FollowAlerts(host, log);
            await using var http = _access is null ? null : await HttpHost.StartAsync(_access, host, logs, ApiSettings.Of(_options, _folder)).ConfigureAwait(false);
            if (http is not null) log.LogInformation("listening at {Address}", http.Address);
            using var otlp = _options.Otlp is null ? null : OtlpExport.Start(_options.Otlp, host, log);
            var code = await ServeAsync(host, log, notifier, stop).ConfigureAwait(false);
            var trouble = _alerts?.Figures.Trouble;
            // Who has asked twice does not wait for them.
            if (_alerts is not null && await _alerts.StopAsync(code == ExitCodes.Terminated ? TimeSpan.Zero : LastAlerts).ConfigureAwait(false) is > 0 and var lost)
                log.LogWarning("{Count} of the alerts could not be brought to their sink and are lost{Why}", lost, trouble is null ? "" : $": {trouble}");
            return code;
        }
        catch (Exception error) when (error is IOException or SocketException or UnauthorizedAccessException)
        {
            errors.WriteLine($"streamguard: {error.Message}");
            return ExitCodes.Failed;
        }
    }

    private static void EnterRoot(string folder)
    {
        try
        {
            Environment.CurrentDirectory = Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"root: the folder '{folder}' cannot be made or entered: {error.Message.TrimEnd('.')}. Name another in the host file, or make it for the user that the host runs as.", error);
        }
    }

    private void FollowAlerts(PipelineHost host, ILogger log)
    {
        if (_alerts is null) return;
        new HostAlerts(_alerts, _options.Restart.Longest.TimeSpan, TimeProvider.System).Follow(host);
        _alerts.Start(TimeProvider.System, trouble =>
        {
            if (trouble is null) log.LogInformation("alerts are brought to their sink again");
            else log.LogWarning("alerts wait, because their sink does not take them: {Trouble}", trouble);
        });
    }

    private async Task<int> ServeAsync(PipelineHost host, ILogger log, IServiceNotifier notifier, CancellationToken stopAsked)
    {
        var status = new StatusLine(host, notifier);
        var watch = new PipelineWatch(host, _options.Pipelines, _folder, log);
        using var signals = new HostSignals(() => ReloadAsync(host, watch, status, notifier), stopAsked);
        using var stop = new CancellationTokenSource();
        var watching = Task.CompletedTask;
        await using var heartbeat = new Heartbeat(notifier, _ => Task.FromResult(host.Answers() && !watching.IsFaulted), text => log.LogError("{Trouble}", text), TimeProvider.System);
        watch.TakeAll();
        if (_options.Watch > Duration.Zero) watching = watch.WatchAsync(_options.Watch.TimeSpan, TimeProvider.System, stop.Token);
        notifier.Ready(status.Text);

        await signals.Stop.ConfigureAwait(false);
        notifier.Stopping("last checkpoints are taken");
        log.LogInformation("stopping; a second signal stops at once");
        await stop.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        var drained = host.StopAsync(_options.StopWithin.TimeSpan);
        if (await Task.WhenAny(drained, signals.StopNow).ConfigureAwait(false) == drained && await drained.ConfigureAwait(false))
        {
            log.LogInformation("stopped");
            return ExitCodes.Done;
        }

        log.LogWarning("stopped before all pipelines had drained; they go on from their last checkpoints");
        return signals.StopNow.IsCompleted ? ExitCodes.Terminated : ExitCodes.Failed;
    }

    private static async Task ReloadAsync(PipelineHost host, PipelineWatch watch, StatusLine status, IServiceNotifier notifier)
    {
        notifier.Reloading();
        foreach (var pipeline in host.Pipelines) pipeline.ReloadModels();
        await watch.LookAsync(atOnce: true).ConfigureAwait(false);
        notifier.Ready(status.Text);
    }
}
