using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StreamGuard.Host.Http.Stored;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StreamGuard.Host.Http.OpenApi;

/// <summary>Objects may get further members in later versions, which a client must pass over; and what is sent has an example.</summary>
internal sealed class OpenSchemas : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema written) return;
        written.AdditionalPropertiesAllowed = true;
        if (context.Type == typeof(QueryAsked)) written.Examples = [new JsonObject { ["sql"] = "select rule, count(*) as alerts from anomalies group by all", ["rows"] = 100 }];
    }
}
