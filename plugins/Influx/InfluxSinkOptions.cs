using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Influx;

/// <summary>
/// Writes each row as a point to InfluxDB 1.x or 2.x, VictoriaMetrics, or whatever else takes line protocol over HTTP. Rows
/// are sent at once, together with those that came meanwhile. A point that is written again overwrites itself, so that
/// with a time of its own it is delivered exactly once; two rows of the same measurement, tags and time are one point. What
/// the server rejects becomes a dead letter with the server's words, the rows beside it are written; a server that does
/// not answer is waited for. NaN and infinity, which InfluxDB has no numbers for, are left out of their rows and counted.
/// </summary>
/// <example>
/// influx:
///   url: http://localhost:8086
///   bucket: plant
///   org: works
///   token_file: /run/secrets/influx-token
///   measurement: traffic
///   tags: { label: label, protocol: 'to_int(round([Protocol Type]))' }
///   rest: numbers
///   time: seen_at
///   time_offset_ns: offset % 1000000
/// </example>
[ExactlyOneOf("measurement", "measurement_from")]
public sealed record InfluxSinkOptions
{
    /// <summary>The server's address, http://localhost:8086; with what a proxy puts before /write, if there is one.</summary>
    [NotEmpty]
    public required string Url { get; init; }

    /// <summary>How points are sent; unless said otherwise v2 where there is a bucket, else v1.</summary>
    public InfluxApi? Api { get; init; }

    /// <summary>The database, of api v1; it must exist. VictoriaMetrics needs none and makes a label of it.</summary>
    [NotEmpty]
    public string? Database { get; init; }

    /// <summary>The retention policy, of api v1; unless said otherwise the database's own.</summary>
    [NotEmpty]
    public string? RetentionPolicy { get; init; }

    /// <summary>The bucket, of api v2; it must exist.</summary>
    [NotEmpty]
    public string? Bucket { get; init; }

    /// <summary>The organization that has the bucket, of api v2.</summary>
    [NotEmpty]
    public string? Org { get; init; }

    /// <summary>Who writes, where the server asks for a user and password.</summary>
    [NotEmpty]
    public string? User { get; init; }

    /// <summary>The user's password, from the environment: ${NAME}.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>A file that holds the user's password.</summary>
    [NotEmpty]
    public string? PasswordFile { get; init; }

    /// <summary>The token that may write, from the environment: ${NAME}.</summary>
    [Secret]
    public string? Token { get; init; }

    /// <summary>A file that holds the token.</summary>
    [NotEmpty]
    public string? TokenFile { get; init; }

    /// <summary>The measurement of every point.</summary>
    [NotEmpty]
    public string? Measurement { get; init; }

    /// <summary>The measurement of each row: a column or expression that gives text.</summary>
    public ExpressionText? MeasurementFrom { get; init; }

    /// <summary>Tags, by which points are told apart and found: names and the column or expression of each, or a list of columns. A null or empty one is left out.</summary>
    [OrColumns]
    public IReadOnlyDictionary<string, ExpressionText> Tags { get; init; } = new Dictionary<string, ExpressionText>();

    /// <summary>Fields, the values of a point: names and the column or expression of each, or a list of columns. A null one is left out. A duration is written as seconds, a timestamp or list as text.</summary>
    [OrColumns]
    public IReadOnlyDictionary<string, ExpressionText>? Fields { get; init; }

    /// <summary>Which of the columns that are no tag, field, time or measurement are fields under their own names; unless said otherwise all where fields is left out, else none.</summary>
    public InfluxRest? Rest { get; init; }

    /// <summary>The point's time: a column or expression that gives a timestamp. Unless said otherwise the event time; without that the server puts its own.</summary>
    public ExpressionText? Time { get; init; }

    /// <summary>Nanoseconds to add to time, which has microseconds: a column or expression that gives an int. It keeps points apart that have the same time.</summary>
    public ExpressionText? TimeOffsetNs { get; init; }

    /// <summary>Packs what is sent: fewer bytes on the way, more work for both sides.</summary>
    public bool Gzip { get; init; }

    /// <summary>How many rows are sent together.</summary>
    public InfluxBatch? Batch { get; init; }

    /// <summary>How long an answer may take before the rows are sent again.</summary>
    [Positive]
    public Duration Timeout { get; init; } = Duration.FromSeconds(30);
}

/// <summary>Limits of one request: it is sent when it reaches one of them.</summary>
public sealed record InfluxBatch
{
    /// <summary>Rows of one request at the most.</summary>
    [Between(1, 1_000_000)]
    public int Rows { get; init; } = 5000;

    /// <summary>Bytes of one request, before they are packed; it is sent when it has as many.</summary>
    public ByteSize Size { get; init; } = new(4 << 20);

    /// <summary>How long a row may wait for others; with 0s rows are sent as soon as no more of them are there.</summary>
    [NotNegative]
    public Duration Every { get; init; }
}

/// <summary>The ways of InfluxDB's versions to take points.</summary>
public enum InfluxApi
{
    /// <summary>/write with a database: InfluxDB 1.x, VictoriaMetrics.</summary>
    V1,

    /// <summary>/api/v2/write with a bucket: InfluxDB 2.x and later.</summary>
    V2,
}

/// <summary>What becomes of columns that are not named.</summary>
public enum InfluxRest
{
    /// <summary>All are fields.</summary>
    All,

    /// <summary>Those of int and float are fields.</summary>
    Numbers,

    /// <summary>None is.</summary>
    None,
}
