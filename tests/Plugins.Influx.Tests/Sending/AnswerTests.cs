using System.Net;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Http;
using StreamGuard.Plugins.Influx.Connection;
using StreamGuard.Plugins.Influx.Sending;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Sending;

public class AnswerTests
{
    private static readonly Target One = Target.Of(Lines.Options with { Database = "plant" });
    private static readonly Target Two = Target.Of(Lines.Options with { Bucket = "plant", Org = "works" });

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    public void Success_is_no_refusal(int status) => Assert.Null(new Answer(Of(status, "")).Verdict(One));

    [Theory]
    [InlineData(400, """{"error":"unable to parse 'x': missing fields"}""", "unable to parse 'x': missing fields")]
    [InlineData(422, """{"code":"unprocessable entity","message":"failure writing points to database: partial write: field type conflict dropped=1"}""", "failure writing points to database: partial write: field type conflict")]
    [InlineData(500, """{"error":"partial write: odd dropped=1"}""", "partial write: odd")]
    [InlineData(400, "plain words\n", "plain words")]
    [InlineData(400, "", "400 BadRequest")]
    [InlineData(400, "[1]", "[1]")]
    [InlineData(413, "anything", "413 too large")]
    public void Says_what_was_refused_in_the_server_s_words(int status, string body, string words) => Assert.Equal(words, new Answer(Of(status, body)).Verdict(One)!.Words);

    [Theory]
    [InlineData(408, "", "http://localhost:8086 answers 408 RequestTimeout")]
    [InlineData(429, """{"message":"slow down"}""", "http://localhost:8086 answers 429 'slow down'")]
    [InlineData(500, """{"error":"timeout"}""", "http://localhost:8086 answers 500 'timeout'")]
    [InlineData(503, "", "http://localhost:8086 answers 503 ServiceUnavailable")]
    public void Waits_for_what_may_pass(int status, string body, string message)
    {
        var wait = Assert.Throws<RetryableException>(() => new Answer(Of(status, body) with { After = TimeSpan.FromSeconds(7) }).Verdict(One));

        Assert.Equal((message, 7), (wait.Message, wait.After!.Value.TotalSeconds));
    }

    [Theory]
    [InlineData(401, """{"error":"authorization failed"}""", "401 'authorization failed': write token:, or user: and password:, of somebody who may write there")]
    [InlineData(403, "", "403 Forbidden: give its user or token the right to write to database 'plant'")]
    [InlineData(404, """{"error":"database not found: \"plant\""}""", "404 'database not found: \"plant\"': make it (CREATE DATABASE), or name another under database")]
    [InlineData(404, "404 page not found", "404 '404 page not found': there is nothing that takes points: see that url is right")]
    [InlineData(400, """{"error":"database is required"}""", "400 'database is required': name it under database")]
    [InlineData(500, """{"error":"retention policy not found: week"}""", "500 'retention policy not found: week': make it (CREATE RETENTION POLICY), or name another under retention_policy")]
    [InlineData(405, "", "405 MethodNotAllowed: there is nothing that takes points: see that url is right")]
    public void Says_what_to_do_where_nothing_can_be_written(int status, string body, string message) => Assert.Equal($"http://localhost:8086 answers {message}", Stop(status, body, One));

    [Theory]
    [InlineData(404, """{"code":"not found","message":"bucket \"plant\" not found"}""", "404 'bucket \"plant\" not found': make it (influx bucket create), or name others under bucket and org")]
    [InlineData(404, "404 page not found", "404 '404 page not found': there is nothing that takes points: see that url is right; InfluxDB 1.x is written with api: v1 and a database")]
    public void The_same_for_version_2(int status, string body, string message) => Assert.Equal($"http://localhost:8086 answers {message}", Stop(status, body, Two));

    [Fact]
    public void A_server_elsewhere_is_not_followed()
    {
        var e = Assert.Throws<InvalidOperationException>(() => new Answer(Of(307, "") with { Elsewhere = "https://other/write" }).Verdict(One));

        Assert.Equal("http://localhost:8086 answers 307 RedirectKeepVerb: it is elsewhere: write https://other/write under url", e.Message);
    }

    private static HttpAnswer Of(int status, string body) => new((HttpStatusCode)status, body, IsWhole: true, After: null, Elsewhere: null);

    private static string Stop(int status, string body, Target target) => Assert.Throws<InvalidOperationException>(() => new Answer(Of(status, body)).Verdict(target)).Message;
}
