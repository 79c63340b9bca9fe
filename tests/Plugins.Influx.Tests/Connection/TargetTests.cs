using StreamGuard.Plugins.Influx.Connection;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Connection;

public class TargetTests
{
    [Fact]
    public void Version_1_has_a_database() =>
        Assert.Equal("http://localhost:8086/write?precision=ns&db=the%20plant&rp=a%26b", Target.Of(Lines.Options with { Database = "the plant", RetentionPolicy = "a&b" }).Write.AbsoluteUri);

    [Fact]
    public void Version_2_has_a_bucket() =>
        Assert.Equal("http://localhost:8086/api/v2/write?precision=ns&org=works&bucket=plant", Target.Of(Lines.Options with { Bucket = "plant", Org = "works" }).Write.AbsoluteUri);

    [Theory]
    [InlineData("https://proxy/influx/", "https://proxy/influx/write?precision=ns")]
    [InlineData("http://host:8428", "http://host:8428/write?precision=ns")]
    public void What_a_proxy_wants_stands_before_it(string url, string write) => Assert.Equal(write, Target.Of(Lines.Options with { Url = url }).Write.AbsoluteUri);
}
