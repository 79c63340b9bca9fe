namespace StreamGuard.Core.Pipelines;

/// <content>What is wrong with a model, and with those who score by it or fit one.</content>
public static partial class ProblemCodes
{
    /// <summary>There is no model bundle, or no version of it, where one is to be.</summary>
    public const string BundleMissing = "SG660";

    /// <summary>A file that a model bundle names is not there, cannot be read, or lies outside its folder.</summary>
    public const string BundleFile = "SG661";

    /// <summary>Numbers of features, inputs and outputs in a model bundle do not agree.</summary>
    public const string BundleShape = "SG662";

    /// <summary>The scaler of a model bundle does not fit its features.</summary>
    public const string BundleScaler = "SG663";

    /// <summary>Score, output and threshold of a model bundle do not fit together.</summary>
    public const string BundleScore = "SG664";

    /// <summary>A file of a model bundle is not the one that its hash tells.</summary>
    public const string BundleHash = "SG665";

    /// <summary>A format of models that nothing here reads.</summary>
    public const string ModelFormatUnknown = "SG666";

    /// <summary>An 'emit' that asks for what the model does not give.</summary>
    public const string ScoreEmit = "SG667";

    /// <summary>A feature of a model has no column.</summary>
    public const string FeatureWithoutColumn = "SG668";

    /// <summary>A 'reload' of a bundle that has no versions.</summary>
    public const string ReloadWithoutVersions = "SG669";

    /// <summary>A fit of an input that does not end, or of a run that may begin in the middle.</summary>
    public const string FitInput = "SG676";

    /// <summary>An option of a fit that is none of those it may be.</summary>
    public const string FitOptions = "SG677";

    /// <summary>A column of a name that a fit adds is there already.</summary>
    public const string FitColumnTaken = "SG678";

    /// <summary>A feature of a fit that is no number.</summary>
    public const string FitFeature = "SG679";
}
