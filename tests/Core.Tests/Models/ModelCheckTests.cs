using StreamGuard.Contracts;
using StreamGuard.Core.Models;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Models;

public sealed class ModelCheckTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeModelFormat _format = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Calls_a_bundle_without_golden_rows_unproven()
    {
        FakeBundle.Write(_folder.Path);

        var check = Check();

        Assert.True(check.Passed);
        Assert.Equal("adder 1", check.Bundle);
        Assert.Equal(["bundle", "files", "features", "scaler", "score", "shapes", "inference", "latency", "golden"], check.Lines.Select(line => line.Name));
        Assert.Equal(CheckStatus.Unproven, check.Lines[^1].Status);
        Assert.Equal([1, 32, 1000], check.Latencies.Select(latency => latency.Rows));
        Assert.Equal(1, _format.Disposed);
    }

    [Fact]
    public void Compares_the_golden_rows_that_the_bundle_names()
    {
        FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml + "\ngolden: { golden.csv: sums, rows: { golden.csv: 4 } }\n");
        _folder.Write("golden.csv", "row,a,b,total,predicted_high\n0,1,2,3,false\n1,,2,2.5,false\n2,inf,1,Infinity,true\n3,9.5,1.5,11,true\n");

        var line = Check().Lines[^1];

        Assert.Equal((CheckStatus.Ok, "golden.csv: 4 rows, total, predicted_high; largest difference 0, allowed 1E-06 absolute"), (line.Status, line.Text));
    }

    [Fact]
    public void Says_which_answer_is_another()
    {
        FakeBundle.Write(_folder.Path);
        var golden = _folder.Write("rows.csv", "a,b,total,predicted_high\n1,2,3,false\n2,2,4.5,false\n20,2,22,false\n");

        var check = Check(golden);

        Assert.False(check.Passed);
        Assert.EndsWith("2 outside, the first: row 1: total is 4 in the place of 4.5", check.Lines[^1].Text, StringComparison.Ordinal);
        Assert.True(Check(golden, new Tolerance(20, 0)).Passed);
    }

    [Fact]
    public void Takes_a_verdict_near_the_threshold_for_open()
    {
        FakeBundle.Write(_folder.Path);
        var golden = _folder.Write("rows.csv", "a,b,total,predicted_high\n8.0000005,2,10.0000005,false\n");

        Assert.True(Check(golden, new Tolerance(1e-5, 0)).Passed);
    }

    [Fact]
    public void Finds_a_file_that_is_not_the_one_meant_before_anything_is_loaded()
    {
        FakeBundle.Write(_folder.Path);
        File.AppendAllText(_folder["model.fake"], "more");

        var check = Check();

        Assert.False(check.Passed);
        Assert.Equal("files", check.Lines[^1].Name);
        Assert.Empty(_format.Loaded);
    }

    [Fact]
    public void Shows_the_problems_of_the_bundle_where_they_stand()
    {
        FakeBundle.Write(_folder.Path, yaml: FakeBundle.SumYaml.Replace("[a, b]", "[a, b, c]", StringComparison.Ordinal));

        var check = Check();

        Assert.False(check.Passed);
        Assert.Equal((4, 48), (Assert.Single(check.Problems).Location.Line, check.Problems[0].Location.Column));
    }

    [Fact]
    public void Tells_a_cut_off_model()
    {
        FakeBundle.Write(_folder.Path, "in features");

        Assert.Contains("is cut off after 11 bytes", Check().Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_where_golden_rows_that_were_asked_for_cannot_be_compared()
    {
        FakeBundle.Write(_folder.Path);
        var golden = _folder.Write("rows.csv", "x,y\n1,2\n");

        var check = Check(golden);

        Assert.False(check.Passed);
        Assert.Contains("not compared, the bundle's features are not in it", check.Lines.Single(line => line.Name == "golden").Text, StringComparison.Ordinal);
    }

    private ModelCheck Check(string? golden = null, Tolerance? tolerance = null) =>
        ModelCheck.Of(_folder.Path, name => name == "fake" ? _format : null, golden is null ? [] : [golden], tolerance, new ModelOptions());
}
