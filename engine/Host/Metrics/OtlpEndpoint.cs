using StreamGuard.Host.Service;

namespace StreamGuard.Host.Metrics;

/// <summary>Where a collector takes meters. Apart from the export, so that checking a host file loads no library.</summary>
internal static class OtlpEndpoint
{
    private const string MetricsPath = "/v1/metrics";

    /// <summary>The URL in full; null when it is none.</summary>
    public static Uri? Of(OtlpOptions options)
    {
        if (!Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps)) return null;
        return url.AbsolutePath == "/" ? new Uri(url, MetricsPath) : url;
    }
}
