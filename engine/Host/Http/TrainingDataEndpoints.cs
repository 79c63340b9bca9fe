using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using StreamGuard.Host.Http.Stored;

namespace StreamGuard.Host.Http;

/// <summary><c>/api/training-data</c>: sets of Parquet files in the data folder, their columns and rows, and the files themselves.</summary>
internal static class TrainingDataEndpoints
{
    private const string Parquet = "application/vnd.apache.parquet";

    public static void Map(WebApplication app)
    {
        var sets = app.MapGroup("/api/training-data").AddEndpointFilter(ApiException.Filter).WithTags("training data");
        sets.MapGet("", (TrainingSets found) => found.Find().Select(TrainingSetView.Of)).WithName("training_sets").WithSummary("The training sets in the data folder").Produces<TrainingSetView[]>();
        sets.MapGet("/{set}", async (string set, TrainingSets found, TrainingRows rows, CancellationToken stop) =>
        {
            var one = found.Find(set);
            var (columns, count) = await rows.DescribeAsync(one, stop).ConfigureAwait(false);
            return new TrainingSetDetails(TrainingSetView.Of(one), count, columns);
        }).Produces<TrainingSetDetails>().WithName("training_set").WithSummary("A training set: its columns, and how many rows it has").Failing();
        sets.MapGet("/{set}/rows", (string set, [FromQuery] Limit? limit, [FromQuery] string? cursor, TrainingSets found, TrainingRows rows, ApiSettings settings, CancellationToken stop) =>
            rows.PageAsync(found.Find(set), cursor, Limit.Of(limit, settings.Rows), stop))
            .Produces<PageView<StoredRow>>().WithName("training_rows").WithSummary("The rows of a training set, in the order of its files").ProducesProblem(StatusCodes.Status400BadRequest).Failing();
        sets.MapGet("/{set}/files", async (string set, TrainingSets found, TrainingRows rows, CancellationToken stop) =>
        {
            var one = found.Find(set);
            await rows.RefuseMaskedAsync(one, stop).ConfigureAwait(false);
            return one.Files.Select(file => new SetFile(one.NameOf(file), file.Length, file.LastWriteTimeUtc));
        }).Produces<SetFile[]>().WithName("training_files").WithSummary("The Parquet files of a training set").ProducesProblem(StatusCodes.Status403Forbidden).Failing();
        sets.MapGet("/{set}/files/{**file}", DownloadAsync)
            .Produces<Stream>(contentType: Parquet).WithName("training_file").WithSummary("A Parquet file of a training set, whole or in ranges").ProducesProblem(StatusCodes.Status403Forbidden).Failing();
    }

    private static async Task<IResult> DownloadAsync(string set, string file, TrainingSets found, TrainingRows rows, CancellationToken stop)
    {
        var one = found.Find(set);
        await rows.RefuseMaskedAsync(one, stop).ConfigureAwait(false);
        // Clients may or may not escape the slashes and the equals signs of a path.
        var wanted = Uri.UnescapeDataString(file);
        var there = one.Files.FirstOrDefault(each => one.NameOf(each) == wanted) ?? throw ApiException.Missing($"There is no file '{wanted}' in '{one.Name}': /api/training-data/{one.Name}/files lists them.");
        // Files of a set never change under a name.
        return Results.File(there.FullName, Parquet, there.Name, there.LastWriteTimeUtc, enableRangeProcessing: true);
    }

    private static void Failing(this RouteHandlerBuilder endpoint) =>
        endpoint.ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
