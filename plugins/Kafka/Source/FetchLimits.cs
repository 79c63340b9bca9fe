using System.Globalization;

namespace StreamGuard.Plugins.Kafka.Source;

/// <summary>
/// What the client may fetch ahead where a bounded read wants few messages of large partitions. By its own limits it would
/// fetch a hundred thousand messages, or 64 MB, of each before it is told that nothing more is wanted.
/// </summary>
internal static class FetchLimits
{
    /// <summary>Messages wanted of a partition from which on the client's own limits are little beside them.</summary>
    private const long Many = 100_000;

    // An event as JSON; what turns out longer takes some more requests.
    private const long BytesOfMessage = 256;
    private const long FewestBytes = 16 << 10;
    private const long MostBytes = 1 << 20;

    private const string Ahead = "queued.min.messages";

    /// <summary>The limits by the client's names for them.</summary>
    private static readonly string[] Names = [Ahead, "fetch.message.max.bytes", "max.partition.fetch.bytes"];

    /// <summary>Settings of a client that fetches little more than is wanted; null where the given ones do.</summary>
    /// <param name="settings">Of the client.</param>
    /// <param name="written">Those of the pipeline's file: a limit that is written there stands.</param>
    /// <param name="most">Messages wanted of the partition that most are wanted of.</param>
    public static Dictionary<string, string>? Of(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> written, long most)
    {
        if (most >= Many || Names.Any(written.ContainsKey)) return null;
        var bytes = Math.Clamp(most * BytesOfMessage, FewestBytes, MostBytes);
        return new Dictionary<string, string>(settings)
        {
            // It asks for more when it has nothing left, and by then it has been told where there is nothing more to ask for.
            [Ahead] = "1",
            ["fetch.message.max.bytes"] = bytes.ToString(CultureInfo.InvariantCulture),
        };
    }
}
