using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Host.Running;

/// <summary>
/// What a run says of the models it scores with, for 'streamguard models status': a small JSON file a component in
/// <c>data/&lt;pipeline&gt;.models/</c>, replaced as a whole. Only where there is something to follow: versions, or a shadow.
/// </summary>
internal sealed class ModelStatus(Plan plan)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private bool _hasEnded;

    /// <summary>The folder of a pipeline's files, below the working directory.</summary>
    public static string Folder(string pipeline) => Path.Combine("data", $"{pipeline}.models");

    /// <summary>Writes every few seconds until it is disposed of.</summary>
    public IDisposable Follow(RunningPipeline running)
    {
        lock (_lock) _hasEnded = false;
        return new Timer(_ => Write(running.Snapshot(), hasEnded: false), null, Every, Every);
    }

    /// <summary>Writes now. A folder that cannot be written to stops nothing: the run itself matters more.</summary>
    public void Write(RunSnapshot snapshot, bool hasEnded)
    {
        lock (_lock)
        {
            if (_hasEnded) return;
            _hasEnded = hasEnded;
            foreach (var component in snapshot.Components)
                if (component.Node.Definition.Options.Value is ScoreOptions options && IsFollowed(options)) Write(component, options);
        }
    }

    private void Write(ComponentSnapshot component, ScoreOptions options)
    {
        try
        {
            var file = Path.Combine(Directory.CreateDirectory(Folder(plan.Name)).FullName, $"{component.Node.Name}.json");
            File.WriteAllText($"{file}.new", Text(component, options, _hasEnded));
            File.Move($"{file}.new", file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next one may be written; until then the last one stands.
        }
    }

    private static bool IsFollowed(ScoreOptions options) =>
        options.Shadow is not null || options.Reload is not null || !File.Exists(Path.Combine(options.Model, "bundle.yaml"));

    private string Text(ComponentSnapshot component, ScoreOptions options, bool hasEnded)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", plan.Name);
            json.WriteString("component", component.Node.Name);
            json.WriteNumber("process", Environment.ProcessId);
            json.WriteBoolean("ended", hasEnded);
            json.WriteString("model", Path.GetFullPath(options.Model));
            if (options.Shadow is { } shadow) json.WriteString("shadow", Path.GetFullPath(shadow));
            json.WriteNumber("rows", component.Account.In);
            FigureLines.WriteFields(json, component.Account.Figures.All);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
