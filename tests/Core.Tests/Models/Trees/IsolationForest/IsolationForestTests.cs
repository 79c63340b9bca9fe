using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;
using StreamGuard.Core.Models.Trees.IsolationForest;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models.Trees.IsolationForest;

public class IsolationForestTests
{
    public static IEnumerable<object[]> Golden =>
        from bundle in (string[])["wustl", "synthetic"]
        from file in (string[])["golden", "golden-bad"]
        from batch in (int[])[1, 7, 1000]
        select new object[] { bundle, file, batch };

    /// <summary>Answers of scikit-learn; nothing is tested where the shared models are absent.</summary>
    [Theory]
    [MemberData(nameof(Golden))]
    public void Gives_the_golden_scores(string bundle, string file, int batch)
    {
        if (SharedData.Find($"models/security-isolation-forest-{bundle}") is not { } folder) return;
        using var model = Load(Unpack(Path.Combine(folder, "forest.json.xz")));
        var lines = Encoding.UTF8.GetString(Unpack(Path.Combine(folder, $"{file}.csv.xz"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var names = lines[0].Split(',').ToList();
        var (score, width) = (names.IndexOf("anomaly_score"), model.Inputs[0].Width);
        var rows = lines[1..].Select(line => line.Split(',')).ToList();
        var features = rows.SelectMany(row => row[(score - width)..score].Select(cell => (float)double.Parse(cell, CultureInfo.InvariantCulture))).ToArray();

        var scores = Score(model, features, batch);

        Assert.Equal(rows.Count, scores.Count);
        for (var row = 0; row < rows.Count; row++) Assert.Equal(double.Parse(rows[row][score], CultureInfo.InvariantCulture), scores[row], 1e-12);
    }

    [Fact]
    public void Goes_left_up_to_the_threshold_in_float64()
    {
        // 0.1 lies between two float32s, of which the upper one is above it.
        using var model = Load(Small("[0.1,0,0]"));

        var scores = Score(model, [MathF.BitDecrement(0.1f), 0.1f, float.NaN], 3);

        Assert.Equal([Math.Pow(2, -1 / 1.0), Math.Pow(2, -2 / 1.0), Math.Pow(2, -2 / 1.0)], scores);
    }

    [Fact]
    public void Says_by_how_many_steps_each_feature_has_shortened_the_path()
    {
        // Of three rows one is alone after one step, two are together after one, where a step more is to be expected.
        using var model = Load(Small("[0.1,0,0]"));
        var (input, output) = (new Tensor(ElementType.Float32, 1), new Tensor(ElementType.Float64, 1));
        input.EnsureRows(2);
        output.EnsureRows(2);
        input.Values<float>()[0] = 0;
        input.Values<float>()[1] = 1;

        model.Run(2, [input], [1], [output]);

        Assert.Equal([(5 / 3.0) - 1, (5 / 3.0) - 2], output.Values<double>()[..2].ToArray());
    }

    [Fact]
    public void Refuses_what_is_broken()
    {
        Assert.Equal("forest.json: it is another kind of file, or a broken one: 'features' is missing.", Refusal("{}"u8.ToArray()));
        Assert.Equal("forest.json: it is a broken model: 'trees' is not a list.", Refusal("""{"features":["a"],"subsample":2,"trees":{}}"""u8.ToArray()));
        Assert.StartsWith("forest.json: it is no JSON, or cut off: ", Refusal(Small("[0,0,0]")[..^5]), StringComparison.Ordinal);
        Assert.Equal("forest.json: it is a broken model: the lists of tree 0 are not of the same length.", Refusal(Small("[0]")));
    }

    /// <summary>One row apart on the left, two on the right.</summary>
    private static byte[] Small(string thresholds) => Encoding.UTF8.GetBytes($$"""
        {"features":["a"],"subsample":2,"trees":[{"feature":[0,-1,-1],"threshold":{{thresholds}},"left":[1,-1,-1],"right":[2,-1,-1],"n_samples":[3,1,2]}]}
        """);

    private static IModel Load(byte[] forest) => new IsolationForestFormat().Load(new ModelFile("bundle/forest.json", forest), new ModelOptions());

    private static string Refusal(byte[] forest) => Assert.Throws<ModelException>(() => Load(forest)).Message;

    private static List<double> Score(IModel model, float[] features, int batch)
    {
        var (input, output) = (new Tensor(ElementType.Float32, model.Inputs[0].Width), new Tensor(ElementType.Float64, 1));
        var scores = new List<double>();
        var count = features.Length / input.Width;
        for (int first = 0, rows; first < count; first += rows)
        {
            rows = Math.Min(batch, count - first);
            input.EnsureRows(rows);
            output.EnsureRows(rows);
            features.AsSpan(first * input.Width, rows * input.Width).CopyTo(input.Values<float>());
            model.Run(rows, [input], [0], [output]);
            scores.AddRange(output.Values<double>()[..rows]);
        }

        return scores;
    }

    private static byte[] Unpack(string path)
    {
        using var packed = new XzFile(path);
        var bytes = new MemoryStream();
        var room = new byte[1 << 16];
        for (int read; (read = packed.Read(room, bytes.Length)) > 0;) bytes.Write(room, 0, read);
        return bytes.ToArray();
    }
}
