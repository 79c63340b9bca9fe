using StreamGuard.Core.Decoders.Matrix;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Matrix;

/// <summary>Real recordings of a hydraulic rig (UCI 447), where they are there.</summary>
public class RecordingTests
{
    [Theory]
    [InlineData("raw_100hz/FS1.csv", 5 * 600, "FS1|1789|2025-11-08T14:30:00.000000|8.635|100|100|0|130|0")]
    [InlineData("raw_100hz/CE.csv", 5 * 60, "CE|1789|2025-11-08T14:30:00.000000|")]
    [InlineData("sample40_1hz/PS1.txt", 40 * 60, "PS1|")]
    public void Are_read_sample_by_sample(string recording, int samples, string first)
    {
        if (SharedData.Find($"data/hydraulic/{recording}") is not { } file) return;
        var folder = Path.GetDirectoryName(file)!;
        var options = new MatrixOptions
        {
            Start = "2025-11-08T14:30:00Z",
            Cycle = new MatrixCycle { File = Path.Combine(folder, "cycles.csv"), Column = "cycle0" },
            Labels = new MatrixLabels { File = Path.Combine(folder, "profile.txt"), Columns = ["cooler", "valve", "pump_leakage", "accumulator", "stable"] },
        };

        var decoded = new DecoderHarness(new MatrixDecoder(options)).Decode(File.ReadAllBytes(file), 64 * 1024, file);

        Assert.Equal(samples, decoded.Rows.Count);
        Assert.Empty(decoded.Reasons);
        Assert.StartsWith(first, decoded.Rows[0], StringComparison.Ordinal);
        Assert.Equal(samples, decoded.Positions.Distinct().Count());
    }
}
