namespace StreamGuard.Core.Pipelines;

/// <content>What is wrong with plugins, with tests of pipelines and with checkpoints.</content>
public static partial class ProblemCodes
{
    /// <summary>A plugin's folder does not hold the assembly of its name.</summary>
    public const string PluginWithoutAssembly = "SG701";

    /// <summary>A plugin's assembly is broken, or no .NET assembly.</summary>
    public const string PluginUnreadable = "SG702";

    /// <summary>A plugin was built against a contract that this program does not have.</summary>
    public const string PluginContract = "SG703";

    /// <summary>A plugin's assembly has no class, or several, to begin with.</summary>
    public const string PluginWithoutEntry = "SG704";

    /// <summary>A plugin offers a name that is taken.</summary>
    public const string PluginNameTaken = "SG705";

    /// <summary>A plugin is loaded a second time.</summary>
    public const string PluginTwice = "SG706";

    /// <summary>A link in the plugins' folder leads out of it.</summary>
    public const string PluginOutside = "SG707";

    /// <summary>A plugin threw while it was loaded: a library is missing, or its own code failed.</summary>
    public const string PluginFailed = "SG708";

    /// <summary>A plugin's offers.txt is not what it brings.</summary>
    public const string PluginOffersOtherwise = "SG709";

    /// <summary>A file of tests has no list of tests.</summary>
    public const string NotATestFile = "SG801";

    /// <summary>A test names a source, component or column that the pipeline does not have.</summary>
    public const string TestNamesUnknown = "SG802";

    /// <summary>A value in a test is not of its column's type.</summary>
    public const string TestValueMisfits = "SG803";

    /// <summary>A test gives a record as text to a source that has no decoder.</summary>
    public const string NoDecoderForRaw = "SG804";

    /// <summary>An expected row did not come.</summary>
    public const string RowMissing = "SG810";

    /// <summary>A row came that the test does not expect.</summary>
    public const string RowUnexpected = "SG811";

    /// <summary>The pipeline has other problems than the test expects.</summary>
    public const string OtherProblems = "SG812";

    /// <summary>The pipeline failed while the test ran.</summary>
    public const string TestRunFailed = "SG813";

    /// <summary>The checkpoint to go on from holds state that has no place in the pipeline any more.</summary>
    public const string StateLost = "SG901";

    /// <summary>A sink has committed an epoch that the checkpoint folder does not hold.</summary>
    public const string CheckpointsLost = "SG902";

    /// <summary>There is no checkpoint of the epoch asked for.</summary>
    public const string NoSuchCheckpoint = "SG903";

    /// <summary>A checkpoint is damaged.</summary>
    public const string CheckpointDamaged = "SG904";

    /// <summary>A replay of dead letters was cut off, and must be finished before the pipeline goes on.</summary>
    public const string ReplayUnfinished = "SG905";

    /// <summary>A buffer holds rows that were not delivered, and that have no place in the run that is begun.</summary>
    public const string BufferLeft = "SG906";

    /// <summary>A buffer is gone or damaged, and rows in it that were not delivered.</summary>
    public const string BufferLost = "SG907";

    /// <summary>Rows that went through a buffer are delivered again, or not at all, as the run was told (a warning).</summary>
    public const string BufferGoesOn = "SG908";
}
