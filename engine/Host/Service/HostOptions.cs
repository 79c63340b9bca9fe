using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Service;

/// <summary>The host file: what one host runs, where it keeps things, and who may ask it. Every key has a default.</summary>
public sealed record HostOptions
{
    /// <summary>Pipeline files, and folders of them, beside those of the command line.</summary>
    public IReadOnlyList<PipelineEntry> Pipelines { get; init; } = [];

    /// <summary>Working folder of the host: relative paths in pipelines (data, checkpoints, models) are below it. Unless said otherwise the folder it was started in.</summary>
    public string? Root { get; init; }

    /// <summary>The folder that a relative <c>checkpoint.path</c> of a pipeline is below; unless said otherwise root.</summary>
    public string? Checkpoints { get; init; }

    /// <summary>One more folder of plugins, beside those that come with the program.</summary>
    public string? Plugins { get; init; }

    /// <summary>How often files and folders are looked at for changes; 0s for never.</summary>
    [NotNegative]
    public Duration Watch { get; init; } = Duration.FromSeconds(2);

    /// <summary>How long pipelines have for a last checkpoint when the host is stopped; then they are ended.</summary>
    [Positive]
    public Duration StopWithin { get; init; } = Duration.FromSeconds(60);

    /// <summary>How a pipeline that fails is begun again.</summary>
    public BackoffOptions Restart { get; init; } = new();

    /// <summary>What the host writes about itself.</summary>
    public LogOptions Log { get; init; } = new();

    /// <summary>Health, metrics, API and page.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>Where failures of pipelines and of their scheduled runs go besides the log: a sink as pipelines have it, without from: webhook: { url: … }.</summary>
    public SinkEntry? Alerts { get; init; }

    /// <summary>What the API answers from, and how much.</summary>
    public ApiOptions Api { get; init; } = new();

    /// <summary>Sends the meters to a collector of OpenTelemetry too; not unless it is written.</summary>
    public OtlpOptions? Otlp { get; init; }
}

/// <summary>A pipeline file or a folder of them, and which variant is meant.</summary>
public sealed record PipelineEntry
{
    /// <summary>A file, or a folder whose *.yaml and *.yml are pipelines (those named *.test.yaml are tests of them).</summary>
    [Whole, NotEmpty]
    public required string Path { get; init; }

    /// <summary>The profile to merge into each of them.</summary>
    public string? Profile { get; init; }

    /// <summary>Values in place of those of the file, by path: sources.readings.simulate.cycles: 5.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();
}

/// <summary>Time between a failure and the next start: it doubles with each failure, up to a longest, and begins anew once a run has lasted.</summary>
public sealed record BackoffOptions
{
    /// <summary>Before the first new start.</summary>
    [Positive]
    public Duration First { get; init; } = Duration.FromSeconds(1);

    /// <summary>At most.</summary>
    [Positive]
    public Duration Longest { get; init; } = Duration.FromSeconds(60);
}

/// <summary>What the host writes to stderr: a line for what happens, none for a row.</summary>
public sealed record LogOptions
{
    /// <summary>text for people, json an object a line, journal with the levels systemd reads; unless said otherwise text, and journal below systemd.</summary>
    public LogFormat? Format { get; init; }

    /// <summary>debug, info, warning or error.</summary>
    public LogDetail Level { get; init; } = LogDetail.Info;
}

/// <summary>Forms of a log.</summary>
public enum LogFormat
{
    /// <summary>Time, level, pipeline, message.</summary>
    Text,

    /// <summary>An object a line.</summary>
    Json,

    /// <summary>Lines that begin with a level as <c>&lt;4&gt;</c>, sd-daemon(3).</summary>
    Journal,
}

/// <summary>The least that is written.</summary>
public enum LogDetail
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>Where the host listens, and who may ask.</summary>
public sealed record HttpOptions
{
    /// <summary>Listen at all.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Address and port. Off loopback a token is required. Port 0 takes one that is free.</summary>
    [NotEmpty]
    public string Address { get; init; } = "127.0.0.1:8480";

    /// <summary>The bearer token that requests must carry, from the environment: ${NAME}.</summary>
    [Secret]
    public string? Token { get; init; }

    /// <summary>A file that holds the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>A certificate in PEM, its chain behind it: with it the host speaks HTTPS.</summary>
    public string? Certificate { get; init; }

    /// <summary>The certificate's key in PEM.</summary>
    public string? Key { get; init; }

    /// <summary>Requests a client address may make in ten seconds; more get 429.</summary>
    [Positive]
    public int Requests { get; init; } = 1000;

    /// <summary>Columns whose values are masked where rows are looked at: taps, alerts, dead letters, what pipelines keep. Answers to api.query are not masked.</summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>Largest body of a request.</summary>
    public ByteSize Body { get; init; } = new(1024 * 1024);
}

/// <summary>A collector that takes meters by OTLP over HTTP (protobuf), and how often it gets them.</summary>
public sealed record OtlpOptions
{
    /// <summary>Its URL; without a path /v1/metrics is meant: http://127.0.0.1:4318.</summary>
    [NotEmpty]
    public required string Endpoint { get; init; }

    /// <summary>How often.</summary>
    [Positive]
    public Duration Every { get; init; } = Duration.FromSeconds(15);

    /// <summary>A bearer token that the collector asks for, from the environment: ${NAME}.</summary>
    [Secret]
    public string? Token { get; init; }
}
