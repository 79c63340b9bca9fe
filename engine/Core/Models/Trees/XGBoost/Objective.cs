using StreamGuard.Contracts;

namespace StreamGuard.Core.Models.Trees.XGBoost;

/// <summary>How an objective makes predictions of margins. All in float32 and in XGBoost's order of operations, so that the bits are its own.</summary>
internal sealed class Objective
{
    private readonly Func<float, float> _toMargin;
    private readonly Func<float, float>? _transform;

    private Objective(Func<float, float> toMargin, Func<float, float>? transform, ClassAnswer answer = ClassAnswer.Each) =>
        (_toMargin, _transform, Answer) = (toMargin, transform, answer);

    private enum ClassAnswer
    {
        Each,
        Probabilities,
        Best,
    }

    private ClassAnswer Answer { get; }

    /// <exception cref="ModelException">It is not known here.</exception>
    public static Objective Of(string name) => name switch
    {
        "binary:logistic" or "reg:logistic" => new(Logit, Sigmoid),
        // Its base score is a margin already.
        "binary:logitraw" => new(Same, null),
        "binary:hinge" => new(Same, static margin => margin > 0 ? 1 : 0),
        "multi:softprob" => new(Same, null, ClassAnswer.Probabilities),
        "multi:softmax" => new(Same, null, ClassAnswer.Best),
        "count:poisson" or "reg:gamma" or "reg:tweedie" or "survival:cox" or "survival:aft" => new(MathF.Log, MathF.Exp),
        "reg:squarederror" or "reg:linear" or "reg:squaredlogerror" or "reg:pseudohubererror" or "reg:absoluteerror" or "reg:quantileerror"
            or "rank:pairwise" or "rank:ndcg" or "rank:map" => new(Same, null),
        _ => throw new ModelException($"its objective '{name}' is not supported"),
    };

    /// <summary>The margin that every row begins with.</summary>
    /// <param name="baseScore">The model's, as it was trained with: a probability for logistic objectives.</param>
    /// <exception cref="ModelException">It has no margin.</exception>
    public float ToMargin(float baseScore)
    {
        var margin = _toMargin(baseScore);
        return float.IsFinite(margin) ? margin : throw new ModelException($"its base_score {baseScore} cannot be one of its objective");
    }

    /// <summary>Values a row of the prediction, for so many margins.</summary>
    public int Width(int groups) => Answer == ClassAnswer.Best ? 1 : groups;

    /// <summary>Makes the predictions of rows.</summary>
    /// <param name="margins">Row after row.</param>
    /// <param name="groups">Margins a row.</param>
    /// <param name="predictions">Row after row.</param>
    public void Transform(ReadOnlySpan<float> margins, int groups, Span<float> predictions)
    {
        switch (Answer)
        {
            case ClassAnswer.Probabilities:
                for (var at = 0; at < margins.Length; at += groups) Softmax(margins.Slice(at, groups), predictions.Slice(at, groups));
                break;
            case ClassAnswer.Best:
                for (var row = 0; row < predictions.Length; row++) predictions[row] = Best(margins.Slice(row * groups, groups));
                break;
            case ClassAnswer.Each when _transform is not null:
                for (var at = 0; at < margins.Length; at++) predictions[at] = _transform(margins[at]);
                break;
            default:
                margins.CopyTo(predictions);
                break;
        }
    }

    private static float Same(float value) => value;

    private static float Logit(float probability) => -MathF.Log((1f / probability) - 1f);

    // XGBoost keeps the exponent below 88.7, where float32 ends.
    private static float Sigmoid(float margin) => 1f / (MathF.Exp(MathF.Min(-margin, 88.7f)) + 1f);

    private static void Softmax(ReadOnlySpan<float> margins, Span<float> probabilities)
    {
        var most = margins[0];
        foreach (var margin in margins[1..]) most = MathF.Max(margin, most);
        var sum = 0.0;
        for (var i = 0; i < margins.Length; i++)
        {
            probabilities[i] = MathF.Exp(margins[i] - most);
            sum += probabilities[i];
        }

        for (var i = 0; i < margins.Length; i++) probabilities[i] /= (float)sum;
    }

    /// <summary>The class of the greatest margin; of equal ones the first.</summary>
    private static int Best(ReadOnlySpan<float> margins)
    {
        var best = 0;
        for (var i = 1; i < margins.Length; i++)
            if (margins[i] > margins[best]) best = i;
        return best;
    }
}
