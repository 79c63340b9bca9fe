using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Evaluation;

/// <summary>Pipelines that bring rows to a sink of a given name: made for a file of rows, or of one there is.</summary>
public static class EvaluationInput
{
    /// <summary>The sink's name.</summary>
    public const string Sink = "streamguard_evaluation";

    /// <summary>A pipeline that reads a file: .parquet, .csv, .jsonl, .ndjson or .json, the latter ones also packed as .gz or .xz.</summary>
    /// <exception cref="EvaluationException">It is none of these, or holds no rows.</exception>
    public static LoadRequest OfFile(string path)
    {
        var bare = path.EndsWith(".xz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        var source = Path.GetExtension(bare).ToLowerInvariant() switch
        {
            ".parquet" => $"parquet: {{ path: {Quoted(path)} }}",
            ".csv" => Decoded(path, "csv"),
            ".jsonl" or ".ndjson" or ".json" => Decoded(path, "json"),
            _ => throw new EvaluationException($"'{path}' is neither .parquet, .csv nor .jsonl; a pipeline ends in .yaml"),
        };
        return new LoadRequest(path) { ReadText = _ => $"pipeline: evaluation\nsources:\n  rows:\n    {source}\nsinks:\n  {Sink}: {{ from: rows, console: {{}} }}\n" };
    }

    /// <summary>A pipeline with one more sink that takes a component's rows. What checkpoints it keeps are left alone.</summary>
    public static LoadRequest OfPipeline(LoadRequest pipeline, string component) => pipeline with
    {
        Set = [.. pipeline.Set, ("checkpoint", "null"), ($"sinks.{Sink}", $"{{ from: {Quoted(component)}, console: {{}} }}")],
    };

    /// <summary>The component whose rows a pipeline's only sink takes, as the file has it; null when the file is bad, as whoever plans it tells.</summary>
    /// <exception cref="EvaluationException">There are several sinks, or one that takes rows of several.</exception>
    public static string? OnlyComponent(LoadRequest pipeline, Registry registry)
    {
        if (PipelineLoader.Load(pipeline, registry, new Problems()) is not { Sinks: var sinks }) return null;
        return sinks is [{ From: [{ Dead: false } only] }] ? only.Name : throw new EvaluationException("say with --of which component's rows are to be taken");
    }

    private static string Decoded(string path, string decoder)
    {
        if (!File.Exists(path)) throw new EvaluationException($"there is no file '{path}'");
        var columns = FileColumns.Of(path, decoder == "csv").Select(column => $"{Quoted(column.Name)}: {column.Type}");
        return $"file: {{ path: {Quoted(path)} }}\n    decode: {decoder}\n    columns: {{ {string.Join(", ", columns)} }}";
    }

    /// <summary>A text of JSON is one of YAML; a variable's sign in it is none here.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text.Replace("$", "$$", StringComparison.Ordinal));
}
