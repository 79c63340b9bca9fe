using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Prompts;

/// <summary>Reads a template and checks its places.</summary>
internal sealed class PromptTemplate(TransformBinding binding, AnalyzeContext? context)
{
    private const string Option = "template";

    private const string Usual = "This alert was raised:\n{alert}";
    private const string UsualFeatures = "\n\nFeatures of its key, beside the median and the 95th percentile of all keys, and the share of keys in percent that lie below:\n{features}";
    private const string UsualRows = "\n\nThe last rows of its key, the oldest first:\n{last_rows}";

    private readonly List<PromptWriter.Piece> _pieces = [];
    private bool _hasProblem;

    /// <returns>Null when there was a problem, which has been reported.</returns>
    public IReadOnlyList<PromptWriter.Piece>? Read(string? written)
    {
        var template = written ?? Usual + (HasFeatures ? UsualFeatures : "") + (HasRows ? UsualRows : "");
        foreach (var piece in TextWithPlaces.Read(template))
        {
            if (piece.Kind == TextPieceKind.Words) _pieces.Add(new(PieceKind.Words, piece.Text));
            else if (piece.Kind == TextPieceKind.Place) Place(piece.Text.Trim());
            else Report($"'{piece.Text}' at character {piece.At} of the template has no counterpart.", "Write {{ or }} for a brace of the text.");
        }

        return _hasProblem ? null : _pieces;
    }

    private bool HasFeatures => context is { Features.Count: > 0 };

    private bool HasRows => context is { LastRows: > 0 };

    private void Place(string name)
    {
        switch (name)
        {
            case "alert":
                _pieces.Add(new(PieceKind.Alert));
                break;
            case "features" when binding.Input.IndexOf(name) < 0:
                Require(HasFeatures, "{features} has nothing to tell: context has no features.", "Write context: { key: …, features: [...] }.");
                _pieces.Add(new(PieceKind.Features));
                break;
            case "last_rows" when binding.Input.IndexOf(name) < 0:
                Require(HasRows, "{last_rows} has nothing to tell: context keeps no rows.", "Write context: { key: …, last_rows: 20 }.");
                _pieces.Add(new(PieceKind.LastRows));
                break;
            default:
                _hasProblem |= binding.RequireColumn(Option, name, binding.Input) < 0;
                _pieces.Add(new(PieceKind.Column, name));
                break;
        }
    }

    private void Require(bool holds, string message, string hint)
    {
        if (!holds) Report(message, hint);
    }

    private void Report(string message, string hint)
    {
        binding.Error(Codes.Template, Option, message, hint);
        _hasProblem = true;
    }
}
