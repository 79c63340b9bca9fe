using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Fitting;

/// <summary>A feature: a column, or an expression.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Column">The column's place; -1 for an expression.</param>
/// <param name="Expression">Over the columns; null for a column.</param>
internal sealed record FitFeature(string Name, int Column, Expression? Expression)
{
    /// <summary>Null when there was an error, which has been reported.</summary>
    public static FitFeature? Bind(string name, ExpressionText text, TransformBinding binding)
    {
        var path = $"features.{name}";
        if (binding.Expression(path, text, binding.Input) is not { } expression) return null;
        if (expression.Type.Kind is not (Kind.Float or Kind.Int or Kind.Bool))
        {
            binding.Error(Codes.Feature, path, $"the feature '{name}' must be a number or bool, and it is {expression.Type}.", "Convert it, for example with to_float, or leave it out.");
            return null;
        }

        var column = expression.Columns is { Count: 1 } && expression.Text.Trim().Trim('[', ']') == expression.Columns.First() ? binding.Input.IndexOf(expression.Columns.First()) : -1;
        return new FitFeature(name, column, column < 0 ? expression : null);
    }

    /// <summary>The values for a batch, held by the caller.</summary>
    public Column Of(Batch batch)
    {
        if (Expression is not null) return Expression.Evaluate(batch);
        batch[Column].Retain();
        return batch[Column];
    }
}
