using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Matrix;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Matrix;

public sealed class MatrixDecoderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Makes_a_row_of_each_sample()
    {
        var decoded = New(Options()).Decode("1\t2.5\n3\t-4e1\n", partition: "rig/PS1.txt.xz");

        Assert.Equal(
            ["PS1|0|2025-11-08T14:30:00.000000|1", "PS1|0|2025-11-08T14:30:30.000000|2.5", "PS1|1|2025-11-08T14:31:00.000000|3", "PS1|1|2025-11-08T14:31:30.000000|-40"],
            decoded.Rows);
        Assert.Equal([0, 2, 6, 8], decoded.Positions);
        Assert.Equal(["1", "2.5", "3", "-4e1"], decoded.Sources);
    }

    [Fact]
    public void Gives_the_same_rows_whatever_the_chunks()
    {
        const string text = "a,b,c\r\n1,2,3\r\n4,5,6\r\n7,8,9\r\n";

        var whole = New(Options()).Decode(text);
        var pieces = New(Options()).Decode(text, chunkSize: 3);

        Assert.Equal(9, whole.Rows.Count);
        Assert.Equal(whole.Rows, pieces.Rows);
        Assert.Equal(whole.Positions, pieces.Positions);
    }

    [Fact]
    public void Takes_numbers_and_labels_of_cycles_from_other_files()
    {
        var options = Options() with
        {
            Cycle = new MatrixCycle { File = Write("cycles.csv", "row,cycle0\n0,17\n1,19\n"), Column = "cycle0" },
            Labels = new MatrixLabels { File = Write("profile.txt", "3\t100\n20\t90\n"), Columns = ["cooler", "valve"] },
        };

        var harness = New(options);
        var decoded = harness.Decode("1\n2\n");

        Assert.Equal("sensor: string, cycle: int, timestamp: timestamp, value: float, cooler: int, valve: int", harness.Schema!.ToString());
        Assert.Equal(["part|17|2025-11-08T14:30:00.000000|1|3|100", "part|19|2025-11-08T14:31:00.000000|2|20|90"], decoded.Rows);
    }

    [Fact]
    public void Rejects_lines_of_another_length_and_cells_that_are_no_numbers()
    {
        var decoded = New(Options()).Decode("1,2\n3\n4,x\n5,6\n");

        Assert.Equal(["part|0|2025-11-08T14:30:00.000000|1", "part|0|2025-11-08T14:30:30.000000|2", "part|3|2025-11-08T14:33:00.000000|5", "part|3|2025-11-08T14:33:30.000000|6"], decoded.Rows);
        Assert.Equal(["another number of samples than in the first line: 1, not 2", "a sample is no number: 'x' in cell 2"], decoded.Reasons);
    }

    [Fact]
    public void Does_as_it_is_told_of_header_and_delimiter()
    {
        var decoded = New(Options() with { Header = true, Delimiter = Core.Decoders.Delimiter.Semicolon }).Decode("0;1\n5;6\n");

        Assert.Equal(["part|0|2025-11-08T14:30:00.000000|5", "part|0|2025-11-08T14:30:30.000000|6"], decoded.Rows);
    }

    [Theory]
    [InlineData("row,cycle\n0,1\n", "has no column 'cycle0'; it has row, cycle")]
    [InlineData("row,cycle0\n0,x\n", "line 2 of")]
    [InlineData("row,cycle0\n0,17\n", "ends after 1 cycles, and 'part' has more")]
    public void Says_what_is_wrong_with_another_file(string content, string expected)
    {
        var options = Options() with { Cycle = new MatrixCycle { File = Write("cycles.csv", content), Column = "cycle0" } };

        var problem = Assert.Throws<InvalidDataException>(() => New(options).Decode("1\n2\n"));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_which_file_is_missing_when_it_starts_and_not_before()
    {
        var harness = New(Options() with { Labels = new MatrixLabels { File = "nowhere.txt", Columns = ["a"] } });

        Assert.Empty(harness.Binder.Codes);
        var problem = Assert.Throws<FileNotFoundException>(() => harness.Decode("1\n"));
        Assert.Equal("labels.file 'nowhere.txt' is not there", problem.Message);
    }

    [Fact]
    public void Reports_what_cannot_be_bound()
    {
        var labels = new MatrixLabels { File = "profile.txt", Columns = ["value"] };

        var harness = new DecoderHarness(new MatrixDecoder(Options() with { Start = "soon", Labels = labels }), DecoderHarness.Columns("a:int"));

        Assert.Equal(["SG204", "SG653", "SG654"], harness.Binder.Codes);
    }

    private static MatrixOptions Options() => new() { Start = "2025-11-08T14:30:00Z" };

    private static DecoderHarness New(MatrixOptions options) => new(new MatrixDecoder(options));

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
