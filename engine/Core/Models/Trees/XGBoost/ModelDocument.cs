using System.Text.Json;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>A model's file as JSON, whichever of XGBoost's two formats it has.</summary>
internal static class ModelDocument
{
    /// <exception cref="ModelException">It is neither, or cut off.</exception>
    public static JsonDocument Open(ReadOnlyMemory<byte> file)
    {
        if (file.IsEmpty) throw new ModelException("the file is empty");
        try
        {
            return JsonDocument.Parse(IsUbjson(file.Span) ? Ubjson.ToJson(file.Span) : file, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException broken)
        {
            throw new ModelException($"it is no JSON, or cut off: {broken.Message.TrimEnd('.')}", broken);
        }
        catch (UbjsonException broken)
        {
            throw new ModelException($"it is no UBJSON, or cut off: {broken.Message}", broken);
        }
    }

    // Both begin with a brace; then JSON has white space or a key, UBJSON the type of a key's length, or of a count.
    private static bool IsUbjson(ReadOnlySpan<byte> file)
    {
        if (file[0] != '{')
        {
            if (char.IsWhiteSpace((char)file[0]) || file[0] == 0xEF) return false;
            throw new ModelException("it is neither JSON nor UBJSON; a model in XGBoost's old binary format has to be saved again, by save_model(\"model.json\")");
        }

        return file.Length > 1 && "LlIiU$#"u8.Contains(file[1]);
    }
}
