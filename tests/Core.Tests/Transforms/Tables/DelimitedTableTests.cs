using StreamGuard.Contracts;
using StreamGuard.Core.Decoders;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Tests.Transforms.Tables;

public sealed class DelimitedTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_cells_of_every_type()
    {
        var rows = Read("t.csv", "b,i,f,t,d,s\ntrue, 7 ,1e3,2025-11-08T14:30:00Z,5s,text\n,,,,,\n", "b:bool i:int f:float t:timestamp d:duration s:string");

        Assert.Equal([true, 7L, 1000.0, new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc), Duration.FromSeconds(5), "text"], rows[0]);
        Assert.Equal(new object?[6], rows[1]);
    }

    [Fact]
    public void Reads_quotes_line_ends_and_marks_as_RFC_4180_has_them()
    {
        var rows = Read("t.csv", "\uFEFFa,b\r\n\"x, \"\"y\"\"\r\nz\",\"\"\r\n\r\n\" q\",r", "a:string b:string");

        Assert.Equal(["x, \"y\"\r\nz", ""], rows[0]);
        Assert.Equal([" q", "r"], rows[1]);
    }

    [Fact]
    public void Finds_columns_by_name_and_leaves_others_out()
    {
        Assert.Equal(["3", "1"], Read("t.tsv", "a\tb\tc\n1\t2\t3\n", "c:string a:string")[0]);
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "3: column 'b' wants int: found 'x'")]
    [InlineData("a,b\n1,2,3\n", "2: 3 cells, where 2 are expected")]
    [InlineData("a,c\n1,2\n", "1: the header has no column 'b'; it has a, c")]
    [InlineData("a,b\n\"1\n\n,2\n", "2: a quote is never closed: it begins cell 1")]
    [InlineData("a,b\n\"1\"x,2\n", "2: a cell goes on behind its closing quote: cell 1")]
    [InlineData("a,b\n\"1\n\n\",2\n3,x\n", "5: column 'b' wants int: found 'x'")]
    [InlineData("", "1: there is no header")]
    public void Names_the_line_of_what_is_wrong(string text, string expected)
    {
        var problem = Assert.Throws<InvalidDataException>(() => Read("t.csv", text, "a:string b:int"));

        Assert.Equal($"{_folder["t.csv"]}:{expected}", problem.Message);
    }

    private List<object?[]> Read(string name, string text, string columns)
    {
        var wanted = columns.Split(' ').Select(column => column.Split(':')).Select(parts => new ColumnSpec { Name = parts[0], Type = ColumnType.Parse(parts[1])! });
        var reader = name.EndsWith(".tsv", StringComparison.Ordinal) ? new DelimitedTable("tsv", Delimiter.Tab) : new DelimitedTable("csv", Delimiter.Comma);
        var rows = reader.Read(new TableRequest { Path = _folder.Write(name, text), Columns = [.. wanted] }).Rows;
        return [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())];
    }
}
