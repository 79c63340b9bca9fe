using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Http;

public sealed class OpenApiEndpointsTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef";

    private readonly HttpRig _rig = new();

    public async Task InitializeAsync()
    {
        await _rig.StartAsync(Token);
        _rig.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task The_document_names_each_endpoint_that_is_mapped()
    {
        var paths = (await _rig.GetAsync("/openapi.json")).GetProperty("paths");

        var mapped = _rig.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IExcludeFromDescriptionMetadata>() is null).ToList();
        Assert.True(mapped.Count > 15);
        foreach (var endpoint in mapped)
        {
            var path = $"/{endpoint.RoutePattern.RawText!.Trim('/').Replace(":long", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal)}";
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
                Assert.True(paths.TryGetProperty(path, out var known) && known.TryGetProperty(method.ToLowerInvariant(), out _), $"{method} {path}");
        }
    }

    [Fact]
    public void Only_the_files_of_the_two_pages_are_not_in_the_document()
    {
        var others = _rig.Endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.IExcludeFromDescriptionMetadata>() is not null);

        Assert.All(others, endpoint => Assert.Matches("^/(swagger(/\\{file\\})?|assets/.*|)$", endpoint.RoutePattern.RawText!));
    }

    [Fact]
    public async Task Each_operation_says_what_it_does_and_what_its_parameters_and_errors_are()
    {
        var document = await _rig.GetAsync("/openapi.json");

        var names = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var (what, value) = ($"{operation.Name} {path.Name}", operation.Value);
                Assert.True(value.TryGetProperty("summary", out _), $"{what} has no summary");
                Assert.True(value.TryGetProperty("operationId", out var id) && names.Add(id.GetString()!), $"{what} has no name of its own");
                if (value.TryGetProperty("parameters", out var parameters))
                    Assert.All(parameters.EnumerateArray(), parameter => Assert.True(parameter.TryGetProperty("description", out _), $"{what}: {parameter.GetProperty("name")} is not described"));
                foreach (var answer in value.GetProperty("responses").EnumerateObject().Where(answer => answer.Name[0] == '4'))
                    Assert.Equal("#/components/schemas/ProblemDetails", answer.Value.GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString());
            }
        }
    }

    [Fact]
    public async Task What_is_answered_is_described()
    {
        var schemas = (await _rig.GetAsync("/openapi.json")).GetProperty("components").GetProperty("schemas");

        foreach (var name in new[] { "Anomaly", "Event", "Analysis", "QueryAsked", "Answer" })
        {
            Assert.True(schemas.GetProperty(name).TryGetProperty("description", out _), name);
            foreach (var member in schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Where(member => !member.Value.TryGetProperty("$ref", out _)))
                Assert.True(member.Value.TryGetProperty("description", out _), $"{name}.{member.Name}");
        }
    }

    [Fact]
    public async Task The_document_wants_the_token_and_the_page_that_asks_for_it_does_not()
    {
        _rig.Client.DefaultRequestHeaders.Authorization = null;

        using var document = await _rig.Client.GetAsync("/openapi.json");
        using var page = await _rig.Client.GetAsync("/swagger");
        using var other = await _rig.Client.GetAsync("/swagger/../api/pipelines");

        Assert.Equal(HttpStatusCode.Unauthorized, document.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/swagger/index.html", "text/html")]
    [InlineData("/swagger/start.js", "text/javascript")]
    [InlineData("/swagger/swagger-ui-bundle.js", "text/javascript")]
    [InlineData("/swagger/swagger-ui.css", "text/css")]
    [InlineData("/swagger/favicon-32x32.png", "image/png")]
    public async Task The_page_has_all_that_it_is_made_of(string path, string type)
    {
        using var packed = new HttpRequestMessage(HttpMethod.Get, path);
        packed.Headers.AcceptEncoding.ParseAdd("gzip");

        using var plain = await _rig.Client.GetAsync(path);
        using var zipped = await _rig.Client.SendAsync(packed);

        Assert.Equal(type, plain.Content.Headers.ContentType?.MediaType);
        var bytes = await plain.Content.ReadAsByteArrayAsync();
        Assert.True(bytes.Length > 500);
        Assert.True(zipped.Content.Headers.ContentEncoding.Count == 0 || type == "image/png" || (await zipped.Content.ReadAsByteArrayAsync()).Length < bytes.Length);
        if (type == "text/html") Assert.DoesNotContain("//", System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_file_of_the_page_is_not_there()
    {
        using var answer = await _rig.Client.GetAsync("/swagger/oauth2-redirect.html");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(404, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("status").GetInt32());
    }
}
