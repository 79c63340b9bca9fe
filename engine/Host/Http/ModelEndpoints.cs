using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/models</c>: bundles, their versions, which is in force, what each says of itself, and which pipelines score with it.</summary>
internal static class ModelEndpoints
{
    public static void Map(WebApplication app)
    {
        var models = app.MapGroup("/api/models").AddEndpointFilter(ApiException.Filter).WithTags("models");
        models.MapGet("", (ModelFolders found) => found.Find()).Produces<ModelView[]>().WithName("models").WithSummary("The models in the data folder, and those that pipelines score with");
        models.MapGet("/{model}", (string model, ModelFolders found) => found.Find(model))
            .Produces<ModelView>().ProducesProblem(StatusCodes.Status404NotFound).WithName("model").WithSummary("A model: its versions, and which pipelines score with it");
        models.MapGet("/{model}/versions/{version}", (string model, string version, ModelFolders found) => found.Manifest(model, version))
            .Produces<ModelManifestView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).WithName("model_version").WithSummary("What a version of a model says of itself");
    }
}
