using System.Text;
using StreamGuard.Core.Decoders;

namespace StreamGuard.Core.Tests.Decoders;

public class LineFramerTests
{
    [Fact]
    public void Cuts_behind_the_last_line_end()
    {
        var framer = new LineFramer();

        Assert.Equal(4, framer.Cut("a\nb\nc"u8, atEnd: false));
        Assert.Equal(0, framer.Cut("c"u8, atEnd: false));
        Assert.Equal(1, framer.Cut("c"u8, atEnd: true));
        Assert.Equal(-1, framer.NextRecord);
    }

    [Fact]
    public void Counts_lines_where_asked_to()
    {
        var framer = new LineFramer(counts: true);

        framer.Cut("a\nb\nc"u8, atEnd: false);
        Assert.Equal(2, framer.NextRecord);
        framer.Skip();
        Assert.Equal(3, framer.NextRecord);
        framer.Cut(Encoding.UTF8.GetBytes("d\r\ne"), atEnd: true);
        Assert.Equal(5, framer.NextRecord);
    }
}
