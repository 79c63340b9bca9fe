using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using StreamGuard.Host.Http.Stored;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StreamGuard.Host.Http.OpenApi;

/// <summary>The OpenAPI document: made from the endpoints that are mapped and from the records that they take and answer.</summary>
internal static class ApiDocument
{
    public const string Version = "v1";

    public static void AddTo(IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(swagger =>
        {
            swagger.SwaggerDoc(Version, new OpenApiInfo
            {
                Title = "StreamGuard",
                Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
                Description = "What the host's pipelines do, and what they keep. Names are in snake_case, times in UTC as ISO 8601, what is not known is left out. Errors are problems as RFC 9457 has them: status, title and, in detail, what is wrong and what to do.",
            });
            swagger.AddSecurityDefinition("token", new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The token of the host file's http.token, where one is asked for." });
            swagger.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] });
            swagger.CustomSchemaIds(Name);
            swagger.SupportNonNullableReferenceTypes();
            swagger.NonNullableReferenceTypesAsRequired();
            // These read any text, so that a wrong one can be told of.
            swagger.MapType<Moment>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" });
            swagger.MapType<Limit>(() => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Default = Limit.Usual });
            swagger.MapType<Stream>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" });
            swagger.MapType<StoredRow>(() => new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = true, Description = "A row by its columns; those that are null are left out." });
            swagger.MapType<AnswerRow>(() => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema(), Description = "A cell for each column." });
            swagger.ParameterFilter<ParameterText>();
            swagger.OperationFilter<CommonAnswers>();
            swagger.SchemaFilter<OpenSchemas>();
            if (File.Exists(Comments)) swagger.IncludeXmlComments(Comments);
        });
    }

    /// <summary>The comments of the source, which the build puts beside the program.</summary>
    private static string Comments => Path.Combine(AppContext.BaseDirectory, "streamguard.xml");

    /// <summary>AnomalyView is Anomaly, and a page of those AnomalyPage.</summary>
    private static string Name(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (name.EndsWith("View", StringComparison.Ordinal)) name = name[..^"View".Length];
        return type.IsGenericType ? string.Concat(type.GetGenericArguments().Select(Name)) + name : name;
    }
}
