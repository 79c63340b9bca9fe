using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StreamGuard.Core.Rules;
using StreamGuard.Host.Http.Stored;
using StreamGuard.Host.Service.Schedules;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace StreamGuard.Host.Http.OpenApi;

/// <summary>What parameters are, with examples, where the source says nothing about them.</summary>
internal sealed class ParameterText : IParameterFilter
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["kind"] = "How anomalies were found: live (by a rule, as rows came) or batch (by a run over all rows); both unless it is said.",
        ["rule"] = "Which rules; several times, or with commas between. Batch anomalies have none.",
        ["severity"] = "How grave; several times, or with commas between. Batch anomalies have none.",
        ["analysed"] = "true: with an answer; false: without one.",
        ["alert_id"] = "The one of this alert.",
        ["name"] = "Its name.",
        ["allow_state_loss"] = "Go on even where the state there is does not fit the file.",
        ["outcome"] = "How turns came out; several times, or with commas between.",
        ["edge"] = "Which edge, as from->to; the plan lists them.",
        ["rows"] = "How many.",
        ["mask"] = "Columns whose values are not shown, with commas between.",
        ["folder"] = "Full path of the folder that the test is to be in, from where it names the file of the pipeline; unless told otherwise it belongs beside that file.",
        ["after"] = "Only those that are newer than this id.",
        ["id"] = "Its id.",
        ["limit"] = "Most rows of the page.",
        ["cursor"] = "'next' of the page before; none for the first page.",
        ["set"] = "The set's name, as the list of sets has it.",
        ["file"] = "The file's path in the set, as the list of files has it.",
        ["model"] = "The model's name, as the list of models has it.",
        ["version"] = "The version's name.",
    };

    private static readonly Dictionary<string, JsonNode> Examples = new(StringComparer.Ordinal)
    {
        ["from"] = "2025-11-03T00:00:00Z",
        ["until"] = "2025-11-04T00:00:00Z",
        ["limit"] = 100,
        ["name"] = "security-events",
        ["edge"] = "owned->behaviour",
        ["set"] = "security-training",
        ["file"] = "is_anomaly=1/training_set-0001-000001-0-1.parquet",
        ["model"] = "security-users",
        ["version"] = "1",
    };

    private static readonly Dictionary<string, Type> Words = new(StringComparer.Ordinal) { ["kind"] = typeof(AnomalyKind), ["severity"] = typeof(AlertSeverity), ["outcome"] = typeof(TurnOutcome) };

    public void Apply(IOpenApiParameter parameter, ParameterFilterContext context)
    {
        if (parameter is not OpenApiParameter { Name: { } name } written) return;
        if (string.IsNullOrEmpty(written.Description) && Texts.TryGetValue(name, out var text)) written.Description = text;
        if (Examples.TryGetValue(name, out var example)) written.Example = example.DeepClone();
        if (Words.TryGetValue(name, out var words) && written.Schema is OpenApiSchema { Type: JsonSchemaType.Array } list) list.Items = context.SchemaGenerator.GenerateSchema(words, context.SchemaRepository);
        if (name == "analysed") written.Schema = new OpenApiSchema { Type = JsonSchemaType.Boolean };
    }
}
