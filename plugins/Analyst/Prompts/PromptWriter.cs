using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Contexts;

namespace StreamGuard.Plugins.Analyst.Prompts;

/// <summary>Makes a prompt of a row and of what is known of its key; data stands in it as JSON only.</summary>
/// <param name="pieces">The template.</param>
/// <param name="text">How rows are written.</param>
/// <param name="mask">Columns whose values must not leave.</param>
/// <param name="longest">Bytes of a prompt at the most.</param>
internal sealed class PromptWriter(IReadOnlyList<PromptWriter.Piece> pieces, IRowText text, IReadOnlyCollection<string> mask, long longest)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The prompt; null where it is too long though the last rows are left out.</summary>
    /// <param name="batch">Has the row.</param>
    /// <param name="row">Its place.</param>
    /// <param name="known">What is known of its key; null for nothing.</param>
    public Prompt? Write(Batch batch, int row, Known? known)
    {
        var alert = RowOf(batch, row);
        var lastRows = known?.LastRows.Select(each => JsonNode.Parse(each)!.AsObject()).ToList() ?? [];
        var hiding = new Mask(mask);
        hiding.Learn(alert);
        foreach (var each in lastRows) hiding.Learn(each);
        hiding.Cover(alert);
        foreach (var each in lastRows) hiding.Cover(each);

        var lines = lastRows.Select(each => each.ToJsonString(Plain)).ToList();
        for (var from = 0; ; from += Math.Max(1, (lines.Count - from) / 2))
        {
            var prompt = Fill(alert, known?.Features ?? [], lines[Math.Min(from, lines.Count)..]);
            if (Encoding.UTF8.GetByteCount(prompt) <= longest) return new Prompt(prompt, hiding.Hidden);
            if (from >= lines.Count) return null;
        }
    }

    private JsonObject RowOf(Batch batch, int row)
    {
        var json = new ArrayBufferWriter<byte>();
        text.Json(batch, row, json);
        return JsonNode.Parse(json.WrittenSpan)!.AsObject();
    }

    private string Fill(JsonObject alert, IReadOnlyList<KnownFeature> features, IReadOnlyList<string> lastRows)
    {
        var prompt = new StringBuilder();
        foreach (var piece in pieces)
        {
            prompt.Append(piece.Kind switch
            {
                PieceKind.Alert => alert.ToJsonString(Plain),
                PieceKind.Features => features.Count == 0 ? "none" : string.Join('\n', features.Select(feature => feature.Json)),
                PieceKind.LastRows => lastRows.Count == 0 ? "none" : string.Join('\n', lastRows),
                PieceKind.Column => alert[piece.Text]?.ToJsonString(Plain) ?? "null",
                _ => piece.Text,
            });
        }

        return prompt.ToString();
    }

    /// <summary>A piece of a template.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Text">The words, or the column.</param>
    internal sealed record Piece(PieceKind Kind, string Text = "");
}

/// <summary>What a piece of a template is.</summary>
internal enum PieceKind
{
    /// <summary>The author's words.</summary>
    Words,

    /// <summary>The row.</summary>
    Alert,

    /// <summary>The key's features beside those of all keys.</summary>
    Features,

    /// <summary>The key's last rows.</summary>
    LastRows,

    /// <summary>One value of the row.</summary>
    Column,
}
