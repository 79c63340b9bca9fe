// Talks to a host by the client that NSwag has made out of its document; says a line for what it was told.
using System.Net.Http.Headers;
using StreamGuard.Client;

var (address, token) = (args[0], args[1]);
using var http = new HttpClient();
http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
var client = new StreamGuardClient(address, http);

Console.WriteLine($"pipelines: {string.Join(' ', (await client.PipelinesAsync()).Select(each => $"{each.Name}={each.State}"))}");

var (live, cursor) = (new List<Anomaly>(), (string?)null);
do
{
    var page = await client.AnomaliesAsync(kind: [AnomalyKind.Live], severity: [AlertSeverity.High, AlertSeverity.Critical], limit: 5, cursor: cursor);
    live.AddRange(page.Items);
    cursor = page.Next;
}
while (cursor is not null);
Console.WriteLine($"live: {live.Count} of {live.Select(each => each.Id).Distinct().Count()}, severities {string.Join(' ', live.Select(each => each.Severity).Distinct().Order())}");

var first = live[^1];
var at = DateTimeOffset.Parse(first.Time);
var events = await client.EventsAsync(user: first.User, from: at, until: at.AddMilliseconds(1));
Console.WriteLine($"event behind the alert: {events.Items.Single().User == first.User}");
Console.WriteLine($"batch: {(await client.AnomaliesAsync(kind: [AnomalyKind.Batch])).Items.Count}");
Console.WriteLine($"analyses: {(await client.AnalysesAsync()).Items.Count}");

var answer = await client.QueryAsync(new QueryAsked { Sql = "select count(*) from events" });
Console.WriteLine($"query: {string.Join(' ', answer.Rows.Single())}");
try
{
    await client.QueryAsync(new QueryAsked { Sql = "delete from events" });
}
catch (ApiException<ProblemDetails> refused)
{
    Console.WriteLine($"refused: {refused.StatusCode} {refused.Result.Status} {refused.Result.Detail}");
}

var set = (await client.Training_setsAsync()).Single();
var details = await client.Training_setAsync(set.Name);
Console.WriteLine($"set: {set.Name}, {details.Rows} rows, {details.Columns.Count} columns, {(await client.Training_rowsAsync(set.Name, limit: 7)).Items.Count} read");
var file = (await client.Training_filesAsync(set.Name)).First();
using (var download = await client.Training_fileAsync(set.Name, file.Path))
{
    var bytes = new MemoryStream();
    await download.Stream.CopyToAsync(bytes);
    Console.WriteLine($"file: {bytes.Length == file.Bytes}");
}

foreach (var model in await client.ModelsAsync())
    Console.WriteLine($"model: {model.Name} {string.Join(' ', model.Versions.Select(version => version.Version))}, used by {string.Join(' ', model.Uses.Select(use => $"{use.Pipeline}.{use.Component} {use.Version}").DefaultIfEmpty("nobody"))}");
