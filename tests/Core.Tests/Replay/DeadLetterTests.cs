using System.Text;
using StreamGuard.Core.Replay;

namespace StreamGuard.Core.Tests.Replay;

public class DeadLetterTests
{
    [Fact]
    public void Reads_text_and_bytes_as_they_were()
    {
        var text = Parse("""{"component":"rows","partition":"a.csv","position":27,"reason":"bad","length":5,"raw":"é\"\n","raw_base64":null}""");
        var bytes = Parse("""{"component":"rows","partition":"a.csv","position":0,"reason":"bad","length":2,"raw":null,"raw_base64":"//4="}""");

        Assert.Equal("é\"\n", Encoding.UTF8.GetString(text!.Bytes));
        Assert.Equal(("rows", "a.csv", 27L, "bad", 5L), (text.Component, text.Partition, text.Position, text.Reason, text.Length));
        Assert.Equal([0xff, 0xfe], bytes!.Bytes);
        Assert.True(bytes.IsWhole);
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("[]")]
    [InlineData("{\"component\":\"rows\"}")]
    [InlineData("""{"component":"rows","partition":1,"position":0,"reason":"bad","length":2,"raw":"ab","raw_base64":null}""")]
    [InlineData("""{"component":"rows","partition":"a","position":0,"reason":"bad","length":2,"raw":null,"raw_base64":"?"}""")]
    [InlineData("""{"component":"rows","partition":"a","position":0,"reason":"bad","length":2,"raw":null,"raw_base64":null}""")]
    public void Tells_what_is_no_dead_letter(string line) => Assert.Null(Parse(line));

    private static DeadLetter? Parse(string line) => DeadLetter.Parse(Encoding.UTF8.GetBytes(line));
}
