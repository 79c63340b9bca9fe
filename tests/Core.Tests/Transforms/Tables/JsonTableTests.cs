using StreamGuard.Contracts;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Core.Transforms.Tables;

namespace StreamGuard.Core.Tests.Transforms.Tables;

public sealed class JsonTableTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("[{\"a\":1,\"b\":\"x\"},{\"a\":2}]")]
    [InlineData("{\"a\":1,\"b\":\"x\"}\n{\"a\":2}\n")]
    [InlineData("\uFEFF\n{\n  \"a\": 1, \"b\": \"x\"\n}\n\n{\"b\":null,\"a\":2}")]
    public void Reads_an_array_and_objects_one_after_another_alike(string text)
    {
        Assert.Equal([[1L, "x"], [2L, null]], Read(text, null, ("a", ColumnType.Int, null), ("b", ColumnType.String, null)));
    }

    [Fact]
    public void Reads_one_object_as_one_row_and_values_within_it()
    {
        var rows = Read("{\"config\":{\"limits\":[5,{\"high\":7.5}]},\"name\":\"n\"}", null, ("low", ColumnType.Float, "config.limits[0]"), ("high", ColumnType.Float, "config.limits[1].high"), ("config", ColumnType.Json, null));

        Assert.Equal([[5.0, 7.5, "{\"limits\":[5,{\"high\":7.5}]}"]], rows);
    }

    [Theory]
    [InlineData("a.b[1]", "[7]")]
    [InlineData("c", "[1, 2]")]
    [InlineData("d", "[3]")]
    public void Finds_the_rows_within_a_document(string path, string expected)
    {
        var rows = Read("{\"a\":{\"b\":[0,[{\"n\":7}]]},\"c\":5,\"c\":[{\"n\":1},{\"n\":2}],\"d\":{\"n\":3}}", path, ("n", ColumnType.Int, null));

        Assert.Equal(expected, $"[{string.Join(", ", rows.Select(row => row[0]))}]");
    }

    [Theory]
    [InlineData("{\"n\":1}\n{\"n\":2,\n", null, "3: not valid JSON")]
    [InlineData("[{\"n\":1},\n{\"n\":\"x\"}]", null, "2: column 'n' wants int: found text \"x\"")]
    [InlineData("[{\"n\":1},\n3]", null, "2: the record is no JSON object")]
    [InlineData("", null, "1: there is no JSON in it")]
    [InlineData("{\"a\":\n{\"b\":1}}", "a.c", "2: there is no 'a.c' in it: no member 'c' from here on")]
    [InlineData("{\"a\":[1]}", "a[3]", "1: there is no 'a[3]' in it: no item 3 from here on")]
    [InlineData("{\"a\":[]}\n{\"a\":[]}", "a", "2: a second document begins here, so that it is not clear whose 'a' is meant")]
    public void Names_the_line_of_what_is_wrong(string text, string? path, string expected)
    {
        var problem = Assert.Throws<InvalidDataException>(() => Read(text, path, ("n", ColumnType.Int, null)));

        Assert.StartsWith($"{_folder["t.json"]}:{expected}", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_a_row_stands()
    {
        var path = _folder.Write("t.json", "[\n{\"n\":1},\n{\"n\":2}]");

        var table = new JsonTable().Read(new TableRequest { Path = path, Columns = [new ColumnSpec { Name = "n", Type = ColumnType.Int }] });

        Assert.Equal(["line 2", "line 3"], [table.PlaceOf!(0), table.PlaceOf!(1)]);
    }

    private List<object?[]> Read(string text, string? path, params (string Name, ColumnType Type, string? From)[] columns)
    {
        var wanted = columns.Select(column => new ColumnSpec { Name = column.Name, Type = column.Type, From = column.From });
        var rows = new JsonTable().Read(new TableRequest { Path = _folder.Write("t.json", text), Rows = path, Columns = [.. wanted] }).Rows;
        return [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Columns.ToArray().Select(column => column.Boxed(row)).ToArray())];
    }
}
