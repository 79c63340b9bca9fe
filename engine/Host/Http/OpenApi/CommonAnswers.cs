using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StreamGuard.Host.Http.OpenApi;

/// <summary>Says of every endpoint what any of them may answer, and of each error what it means.</summary>
internal sealed class CommonAnswers : IOperationFilter
{
    private const string Live = "/health/live";

    private static readonly Dictionary<int, string> Meanings = new()
    {
        [400] = "The request cannot be understood; detail says what is wrong with it.",
        [401] = "The token of the host is needed.",
        [403] = "It is not enabled here.",
        [404] = "It is not there; detail says what is.",
        [409] = "It cannot be done as things stand.",
        [422] = "It took longer than it may, and was stopped.",
        [429] = "Too many requests of this address in ten seconds.",
        [503] = "It cannot be answered now: what is asked is in use, or too many ask. Try again in a moment.",
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Responses ??= [];
        var problem = new OpenApiMediaType { Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository) };
        foreach (var status in context.ApiDescription.RelativePath == Live[1..] ? [429] : new[] { 401, 429 })
            operation.Responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse { Content = new Dictionary<string, IOpenApiMediaType> { ["application/problem+json"] = problem } });
        foreach (var (status, answer) in operation.Responses)
            if (answer is OpenApiResponse written && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Meanings.TryGetValue(code, out var meaning))
                written.Description = meaning;
    }
}
