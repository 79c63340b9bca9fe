using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Webhook.Bodies;
using StreamGuard.Plugins.Webhook.Tests.Support;

namespace StreamGuard.Plugins.Webhook.Tests.Bodies;

public class TemplateBodyTests
{
    [Theory]
    [InlineData("""{"text": "{rule}: {score:F1} of {{all}}"}""", """{"text":"rule1: 1.5 of {all}"}""")]
    [InlineData("""{"score": "{score}", "tags": "{ tags }", "who": "{alert_id}"}""", """{"score":1.5,"tags":["x","y"],"who":"a1"}""")]
    [InlineData("""[1, 2.50, true, null, {}, [], {"a{b}": "{{}}"}]""", """[1,2.50,true,null,{},[],{"a{b}":"{}"}]""")]
    [InlineData("\"{message}\"", "\"hot\"")]
    public void Puts_values_in_their_places(string template, string expected) => Assert.Equal(expected, Alerts.Text(Bound(template), Alerts.Row(score: 1.5)));

    [Fact]
    public void A_value_cannot_leave_the_text_it_is_put_into()
    {
        const string Message = "\", \"admin\": true, \"x\": \"\\\n</script>{rule}";

        var sent = JsonNode.Parse(Alerts.Text(Bound("""{"text": "says {message}", "alone": "{message}"}"""), Alerts.Row(Message)))!.AsObject();

        Assert.Equal(2, sent.Count);
        Assert.Equal($"says {Message}", (string?)sent["text"]);
        Assert.Equal(Message, (string?)sent["alone"]);
    }

    [Fact]
    public void A_null_alone_is_null() => Assert.Equal("""{"a":null,"b":"null!"}""", Alerts.Text(Bound("""{"a": "{score}", "b": "{score}!"}"""), Alerts.Row()));

    [Fact]
    public void Every_problem_is_told()
    {
        var binder = new TestBinder();

        Assert.Null(new TemplateBinder(new SinkBinding(binder, Alerts.Schema, null)).Bind("""{"a": "{one}", "b": "x {two}", "c": "{"}"""));

        Assert.Equal(3, binder.Problems.All.Count);
    }

    private static IBody Bound(string template)
    {
        var binder = new TestBinder();
        var body = new TemplateBinder(new SinkBinding(binder, Alerts.Schema, null)).Bind(template);
        Assert.Empty(binder.Problems.All);
        return body!;
    }
}
