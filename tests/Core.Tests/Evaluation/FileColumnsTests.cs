using StreamGuard.Core.Evaluation;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Evaluation;

public sealed class FileColumnsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finds_the_types_of_JSON_lines()
    {
        var file = _folder.Write("rows.jsonl", "{\"a\":1,\"b\":null,\"c\":\"x\"}\r\n{\"a\":2.5,\"b\":true,\"c\":\"1\",\"d\":[1]}\n");

        Assert.Equal([("a", "float"), ("b", "bool"), ("c", "string"), ("d", "json")], FileColumns.Of(file, isCsv: false));
    }

    [Fact]
    public void Finds_the_types_of_CSV()
    {
        var file = _folder.Write("rows.csv", "a,\"b\",c,d\n1,true,,x\n,false,,2\n");

        Assert.Equal([("a", "float"), ("b", "bool"), ("c", "string"), ("d", "string")], FileColumns.Of(file, isCsv: true));
    }

    [Fact]
    public void Says_what_is_no_file_of_rows()
    {
        Assert.EndsWith("holds no rows", Assert.Throws<EvaluationException>(() => FileColumns.Of(_folder.Write("empty.csv", ""), isCsv: true)).Message, StringComparison.Ordinal);
        Assert.EndsWith("is no file of JSON objects, a line each", Assert.Throws<EvaluationException>(() => FileColumns.Of(_folder.Write("list.json", "[1]\n"), isCsv: false)).Message, StringComparison.Ordinal);
    }
}
