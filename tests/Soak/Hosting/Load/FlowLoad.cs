using System.Globalization;

namespace StreamGuard.Soak.Hosting.Load;

/// <summary>Flows of the simulated ward, numbered, again and again; each fiftieth has a rate that no device has.</summary>
/// <param name="flows">Lines of JSON, as iomt-publish sends them.</param>
internal sealed class FlowLoad(IReadOnlyList<string> flows) : ILoad
{
    public const string Topic = "iomt_traffic_stream";

    /// <summary>Every so many rows a flood.</summary>
    public const int FloodEvery = 50;

    private readonly string[] _calm = [.. flows.Take(200).Select(line => line[1..])];

    public string Pipeline => "iomt-traffic";

    public IReadOnlyDictionary<string, int> Topics { get; } = new Dictionary<string, int> { [Topic] = 4 };

    public int Rate => 750;

    /// <summary>The label of a row, as its windows have it.</summary>
    public static string LabelOf(long number) => number % FloodEvery == 0 ? "Flood" : "Benign";

    public LoadRow Row(long number, DateTime time)
    {
        var rest = _calm[number % _calm.Length];
        if (number % FloodEvery == 0) rest = rest.Replace("\"label\":\"Benign\"", "\"label\":\"Flood\"", StringComparison.Ordinal).Replace("\"Rate\":", "\"Rate\":1e6,\"was\":", StringComparison.Ordinal);
        return new LoadRow(Topic, (number % 97).ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $$"""{"place":{{number}},{{rest}}"""));
    }
}
