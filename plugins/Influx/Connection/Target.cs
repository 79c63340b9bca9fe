namespace StreamGuard.Plugins.Influx.Connection;

/// <summary>Where points go.</summary>
/// <param name="Server">The server's address as it may be printed.</param>
/// <param name="Write">Where lines are posted.</param>
/// <param name="Api">How.</param>
/// <param name="Place">The database or bucket in words; null where none is named.</param>
internal sealed record Target(string Server, Uri Write, InfluxApi Api, string? Place)
{
    /// <summary>The target of options that were checked.</summary>
    public static Target Of(InfluxSinkOptions options)
    {
        var server = new Uri(options.Url).GetLeftPart(UriPartial.Path).TrimEnd('/');
        var api = ApiOf(options);
        return api == InfluxApi.V2
            ? new Target(server, new Uri($"{server}/api/v2/write?precision=ns{Query("org", options.Org)}{Query("bucket", options.Bucket)}"), api, Named("bucket", options.Bucket))
            : new Target(server, new Uri($"{server}/write?precision=ns{Query("db", options.Database)}{Query("rp", options.RetentionPolicy)}"), api, Named("database", options.Database));
    }

    /// <summary>What is written, or what follows from the rest.</summary>
    public static InfluxApi ApiOf(InfluxSinkOptions options) => options.Api ?? (options.Bucket is null ? InfluxApi.V1 : InfluxApi.V2);

    private static string Query(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static string? Named(string what, string? name) => name is null ? null : $"{what} '{name}'";
}
