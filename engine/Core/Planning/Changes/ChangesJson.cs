using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamGuard.Core.Planning.Changes;

/// <summary>
/// What changes between two plans, for programs: <c>{ pipeline, loses_state, needs_restart, run: [ { key, before, after,
/// needs_restart? } ], components: [ { name, role, kind, change, state, differences?, reads?, read_before?, reason?, needs_restart? } ] }</c>
/// with change unchanged, changed, new or removed, and state none, kept, migrated, finished or lost.
/// </summary>
public static class ChangesJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static string Render(PlanChanges changes) => JsonSerializer.Serialize(Document.Of(changes), Options) + "\n";

    private sealed record Document(string Pipeline, bool LosesState, bool NeedsRestart, IReadOnlyList<RunChange> Run, IReadOnlyList<Component> Components)
    {
        public static Document Of(PlanChanges changes) =>
            new(changes.Pipeline, changes.Losses.Any(), changes.Obstacles.Any(), changes.Run, [.. changes.Components.Select(Component.Of)]);
    }

    private sealed record Component(string Name, Plugins.Role Role, string Kind, ComponentFate Change, StateFate State)
    {
        public IReadOnlyList<string>? Differences { get; init; }

        public IReadOnlyList<string>? Reads { get; init; }

        public IReadOnlyList<string>? ReadBefore { get; init; }

        public string? Reason { get; init; }

        public string? NeedsRestart { get; init; }

        public static Component Of(ComponentChange change) => new(change.Name, change.Role, change.Kind, change.Fate, change.State)
        {
            Differences = change.Differences.Count == 0 ? null : change.Differences,
            Reads = change.Reads.Count == 0 ? null : Texts(change.Reads),
            ReadBefore = change.ReadBefore is { } before ? Texts(before) : null,
            Reason = change.Reason,
            NeedsRestart = change.NeedsRestart,
        };

        private static IReadOnlyList<string> Texts(IReadOnlyList<PlanInput> inputs) => [.. inputs.Select(input => input.ToString())];
    }
}
