using System.Buffers;
using System.Text.Json;
using StreamGuard.Plugins.Detectors.Training;

namespace StreamGuard.Plugins.Detectors.Models;

/// <summary>Writes detectors as JSON that reads back as the very same numbers.</summary>
internal static class DetectorWriter
{
    /// <summary>The format that a set is written in.</summary>
    public static string FormatOf(DetectorSet set) => set switch
    {
        { IsEnsemble: true } => DetectorFormat.Ensemble,
        { Forest: not null } => ForestDetector.Format,
        { KMeans: not null } => DetectorFormat.KMeans,
        _ => DetectorFormat.RobustZ,
    };

    /// <summary>The file of a set: a forest alone is what its format has, anything else one of the plugin's own.</summary>
    public static ReadOnlyMemory<byte> Write(DetectorSet set)
    {
        if (set is { IsEnsemble: false, Forest: { } forest }) return forest.File;
        return Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("kind", FormatOf(set));
            Names(json, set.Features);
            json.WriteNumber("threshold", set.Threshold);
            foreach (var detector in set.Detectors)
            {
                json.WriteStartObject(detector.Name);
                json.WriteNumber("threshold", detector.Threshold);
                Part(json, detector);
                Ranks(json, detector.Ranks);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    /// <summary>A forest as the format <c>isolation-forest</c> reads it.</summary>
    public static ReadOnlyMemory<byte> Forest(IReadOnlyList<string> features, IReadOnlyList<Tree> trees, int perTree) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("kind", ForestDetector.Format);
        Names(json, features);
        json.WriteNumber("subsample", perTree);
        json.WriteStartArray("trees");
        foreach (var tree in trees)
        {
            json.WriteStartObject();
            Whole(json, "feature", tree.Feature);
            Numbers(json, "threshold", tree.Threshold);
            Whole(json, "left", tree.Left);
            Whole(json, "right", tree.Right);
            Whole(json, "n_samples", tree.Samples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Part(Utf8JsonWriter json, IDetector detector)
    {
        switch (detector)
        {
            case ForestDetector forest:
                json.WriteNumber("low", forest.Low);
                json.WriteNumber("high", forest.High);
                json.WritePropertyName("model");
                json.WriteRawValue(forest.File.Span, skipInputValidation: true);
                break;
            case KMeansDetector kmeans:
                json.WriteNumber("inertia", kmeans.Inertia);
                json.WriteStartArray("centres");
                foreach (var centre in kmeans.Centres.Chunk(kmeans.Features)) Values(json, centre);
                json.WriteEndArray();
                break;
            case RobustDetector robust:
                Numbers(json, "median", robust.Median);
                Numbers(json, "deviation", robust.Deviation);
                break;
        }
    }

    private static void Ranks(Utf8JsonWriter json, Ranks ranks)
    {
        json.WriteStartObject("ranks");
        Numbers(json, "values", ranks.Values);
        Numbers(json, "shares", ranks.Shares);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, IEnumerable<string> features)
    {
        json.WriteStartArray("features");
        foreach (var feature in features) json.WriteStringValue(feature);
        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WritePropertyName(name);
        Values(json, values);
    }

    private static void Values(Utf8JsonWriter json, IEnumerable<double> values)
    {
        json.WriteStartArray();
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static void Whole(Utf8JsonWriter json, string name, IEnumerable<int> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return buffer.WrittenMemory;
    }
}
