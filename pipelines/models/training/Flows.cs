using StreamGuard.Core.Connectors.Simulation;
using StreamGuard.Core.Connectors.Simulation.Ward;

namespace StreamGuard.Training;

/// <summary>Flow records of the simulated ward as a model sees them.</summary>
/// <param name="Features">Values before scaling, 31 a row, in the order of <see cref="Names"/>.</param>
/// <param name="Labels">Benign, or the attack's name.</param>
internal sealed record Flows(double[][] Features, string[] Labels)
{
    public const string Benign = "Benign";

    private const long Start = 1_762_560_000_000_000;
    private const int Day = 86_400;

    /// <summary>The features in the order in which the model takes them.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "flow_duration", "Header_Length", "Protocol Type", "Duration", "Rate", "fin_flag_number", "syn_flag_number", "rst_flag_number", "psh_flag_number",
        "ack_flag_number", "ack_count", "syn_count", "fin_count", "urg_count", "HTTP", "HTTPS", "DNS", "TCP", "UDP", "ARP", "ICMP", "IPv", "Tot sum", "Min",
        "Max", "AVG", "Std", "Tot size", "IAT", "Covariance", "Variance",
    ];

    public int Count => Features.Length;

    /// <summary>Rows of one day, spread evenly over it.</summary>
    /// <param name="seed">The ward's seed.</param>
    /// <param name="attacks">Share of the minutes that have an attack.</param>
    /// <param name="rows">How many rows.</param>
    public static Flows OfADay(long seed, double attacks, int rows)
    {
        var settings = new SimulationSettings(Start, seed) { Seconds = Day, Attacks = attacks };
        var ward = new IomtWard(settings);
        var places = Names.Select(name => ward.Schema.IndexOf(Source(name))).ToArray();
        var label = ward.Schema.IndexOf("label");
        var (features, labels) = (new double[rows][], new string[rows]);
        // Every so many rows, whole seconds and a bit apart, so that each device is met.
        var step = ward.Rows!.Value / rows;
        for (var row = 0; row < rows; row++)
        {
            var batch = ward.Make(row * step + row % step, 1, "training");
            features[row] = [.. places.Select(place => place < 0 ? 0 : (double)batch[place].Boxed(0)!)];
            labels[row] = (string)batch[label].Boxed(0)!;
            batch.Release();
        }

        return new Flows(features, labels);
    }

    public Flows Where(Func<string, bool> label)
    {
        var rows = Enumerable.Range(0, Count).Where(row => label(Labels[row])).ToList();
        return new Flows([.. rows.Select(row => Features[row])], [.. rows.Select(row => Labels[row])]);
    }

    /// <summary>The field of a record that a feature is; urg_count is none.</summary>
    public static string Source(string feature) => feature == "flow_duration" ? "Duration" : feature;
}
