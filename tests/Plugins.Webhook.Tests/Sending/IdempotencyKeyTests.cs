using StreamGuard.Contracts;
using StreamGuard.Plugins.Webhook.Sending;
using StreamGuard.Plugins.Webhook.Tests.Support;

namespace StreamGuard.Plugins.Webhook.Tests.Sending;

public class IdempotencyKeyTests
{
    private readonly IdempotencyKey _key = new(Alerts.Schema.IndexOf("alert_id"), new TestBinder().RowText(Alerts.Schema));

    [Fact]
    public void Of_one_row_it_is_the_value() => Assert.Equal("a1", Of("a1"));

    [Fact]
    public void Of_several_it_is_a_hash_of_all_in_order()
    {
        Assert.Equal(Of("a1", "a2"), Of("a1", "a2"));
        Assert.Equal(3, new[] { Of("a1", "a2"), Of("a2", "a1"), Of("a1", "a3") }.Distinct().Count());
    }

    [Theory]
    [InlineData("two\r\nX-Other: header")]
    [InlineData("grün")]
    [InlineData("")]
    public void What_is_no_value_of_a_header_is_hashed(string id) => Assert.Matches("^[0-9a-f]{64}$", Of(id));

    [Fact]
    public void Without_a_value_there_is_none() => Assert.Null(Of("a1", null));

    private string? Of(params string?[] ids)
    {
        var batch = Alerts.Batch([.. ids.Select(id => Alerts.Row(id: id))]);
        return _key.Of([.. Enumerable.Range(0, ids.Length).Select(row => (batch, row))]);
    }
}
