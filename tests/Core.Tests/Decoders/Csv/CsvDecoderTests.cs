using System.Globalization;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Csv;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Decoders.Csv;

public class CsvDecoderTests
{
    [Fact]
    public void Finds_columns_by_the_headers_names()
    {
        var decoded = New(["value:float", "name:string"]).Decode("name,other,value\r\nPS1,x,1.5\r\n\r\nPS2,y,2\r\n");

        Assert.Equal(["1.5|PS1", "2|PS2"], decoded.Rows);
        Assert.Equal([18, 31], decoded.Positions);
        Assert.Equal(["PS1,x,1.5", "PS2,y,2"], decoded.Sources);
    }

    [Fact]
    public void Takes_columns_by_their_order_without_a_header()
    {
        var decoded = New(["a:int", "b:string"], new CsvOptions { Header = false, Delimiter = Core.Decoders.Delimiter.Tab }).Decode("1\tx\tmore\n2\ty\tmore");

        Assert.Equal(["1|x", "2|y"], decoded.Rows);
    }

    [Fact]
    public void Tells_null_from_empty_text()
    {
        var decoded = New(["a:string", "b:string"], new CsvOptions { Nulls = ["NA"] }).Decode("a,b\n,\"\"\nNA,\"NA\"\n");

        Assert.Equal(["null|", "null|NA"], decoded.Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Takes_line_ends_delimiters_and_quotes_within_quotes(int chunkSize)
    {
        var decoded = New(["a:string", "b:int"]).Decode("a,b\n\"x,\n\"\"y\"\"\",1\n5\" pipe,2\n\"\"\"\",3\n", chunkSize);

        Assert.Equal(["x,\n\"y\"|1", "5\" pipe|2", "\"|3"], decoded.Rows);
        Assert.Empty(decoded.Reasons);
    }

    [Fact]
    public void A_message_ends_where_it_ends()
    {
        var decoded = OfMessages(["a:string", "b:int"]).DecodeMessages("x,1", "\"never closed,2", "y,3", "", "z,4");

        Assert.Equal(["x|1", "y|3", "z|4"], decoded.Rows);
        Assert.Equal([100, 102, 104], decoded.Positions);
        Assert.Equal(["a quote is never closed: it begins cell 1", "fewer cells than columns: 1, not 2"], decoded.Reasons);
    }

    [Fact]
    public void A_message_may_have_line_ends_in_quotes_but_no_second_line()
    {
        var harness = OfMessages(["a:string", "b:int"]);

        Assert.Equal(["x\ny|1"], harness.DecodeMessages("\"x\ny\",1").Rows);
        Assert.Equal(["a line stands behind the record"], harness.DecodeMessages("x,1\ny,2").Reasons);
    }

    [Theory]
    [InlineData("int", "5.0", "5")]
    [InlineData("int", " 7 ", "7")]
    [InlineData("float", "NaN", "NaN")]
    [InlineData("float", "-inf", "-Infinity")]
    [InlineData("float", "+.5", "0.5")]
    [InlineData("bool", "TRUE", "True")]
    [InlineData("timestamp", "2018-05-31 00:00:17", "2018-05-31T00:00:17.000000")]
    [InlineData("duration", "5s", "5s")]
    [InlineData("list(int)", "\"[1, 2]\"", "[1,2]")]
    [InlineData("json", "\"{\"\"x\"\":1}\"", "{\"x\":1}")]
    public void Reads_a_value(string type, string written, string expected)
    {
        var decoded = New([$"a:{type}"]).Decode($"a\n{written}\n");

        Assert.Equal([expected], decoded.Rows);
    }

    [Theory]
    [InlineData("int", "1.5", "column 'a' wants int: found '1.5'")]
    [InlineData("float", "1e400", "column 'a' wants float: found '1e400'")]
    [InlineData("json", "{", "column 'a' wants json: found '{'")]
    [InlineData("int", "1,2", "another number of cells than in the first record: 2, not 1")]
    [InlineData("string", "\"x\"y", "a cell goes on behind its closing quote: cell 1")]
    [InlineData("string", "\"x", "a quote is never closed: it begins cell 1")]
    public void Rejects_a_bad_row(string type, string written, string reason)
    {
        var decoded = New([$"a:{type}"]).Decode($"a\n{written}\n");

        Assert.Equal([reason], decoded.Reasons);
    }

    [Fact]
    public void Reads_non_finite_numbers_as_null_where_asked_to()
    {
        var harness = new DecoderHarness(new CsvDecoder(new CsvOptions()), new ColumnSpec { Name = "a", Type = ColumnType.Float, NonFiniteIsNull = true });

        Assert.Equal(["null", "1"], harness.Decode("a\ninf\n1\n").Rows);
    }

    [Fact]
    public void Says_once_that_a_column_is_missing()
    {
        var problem = Assert.Throws<InvalidDataException>(() => New(["c:int"]).Decode("a,b\n1,2\n", partition: "t.csv"));

        Assert.Equal("'t.csv' has no column 'c'; it has a, b", problem.Message);
    }

    [Fact]
    public void Gives_the_rows_that_were_written_whatever_the_chunks()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var (text, expected) = (new StringBuilder("a,b\n"), new List<string>());
        for (var row = 0; row < 500; row++)
        {
            var cells = new[] { Cell(random), Cell(random) };
            expected.Add(string.Join('|', cells));
            text.AppendJoin(',', cells.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append(random.Next(2) == 0 ? "\n" : "\r\n");
        }

        var decoded = New(["a:string", "b:string"]).Decode(text.ToString(), chunkSize: random.Next(1, 200));

        Assert.True(expected.SequenceEqual(decoded.Rows), string.Create(CultureInfo.InvariantCulture, $"seed {seed}"));
    }

    private static string Cell(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => "ab\",\n\r "[random.Next(7)]));

    [Fact]
    public void Nothing_is_learned_from_the_first_message()
    {
        var decoded = OfMessages(["a:string", "b:int"]).DecodeMessages("", "x,1,more", "y,2");

        Assert.Equal(["x|1", "y|2"], decoded.Rows);
        Assert.Equal(["fewer cells than columns: 1, not 2"], decoded.Reasons);
    }

    [Fact]
    public void Messages_have_no_header()
    {
        var harness = new DecoderHarness(new CsvDecoder(new CsvOptions()), areMessages: true, DecoderHarness.Columns("a:int"));

        Assert.Equal([ProblemCodes.NoBeginning], harness.Binder.Codes);
    }

    private static DecoderHarness OfMessages(string[] columns) =>
        new(new CsvDecoder(new CsvOptions { Header = false }), areMessages: true, DecoderHarness.Columns(columns));

    private static DecoderHarness New(string[] columns, CsvOptions? options = null) =>
        new(new CsvDecoder(options ?? new CsvOptions()), DecoderHarness.Columns(columns));
}
