namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Every code a problem may have, one meaning each. SG0: the file. SG1: names. SG2: values. SG3: the graph. SG4:
/// expressions. SG5: transforms. SG6: connectors and decoders. SG7: plugins. SG8: tests of pipelines. SG9: checkpoints.
/// </summary>
public static partial class ProblemCodes
{
    /// <summary>The file is missing, a folder, too large, or may not be read.</summary>
    public const string FileUnreadable = "SG001";

    /// <summary>The file's bytes are not UTF-8 text.</summary>
    public const string NotUtf8 = "SG002";

    /// <summary>The file is empty.</summary>
    public const string EmptyFile = "SG003";

    /// <summary>The text is not YAML.</summary>
    public const string YamlSyntax = "SG004";

    /// <summary>The file holds more than one YAML document.</summary>
    public const string SeveralDocuments = "SG005";

    /// <summary>A key is written twice in one map.</summary>
    public const string DuplicateKey = "SG006";

    /// <summary>An alias names an anchor that does not stand before it.</summary>
    public const string UnknownAnchor = "SG007";

    /// <summary>A variable without default is not set in the environment.</summary>
    public const string VariableNotSet = "SG008";

    /// <summary>A variable is not written as ${NAME} or ${NAME:-default}.</summary>
    public const string MalformedVariable = "SG009";

    /// <summary>An override of the command line cannot be applied.</summary>
    public const string BadOverride = "SG010";

    /// <summary>Two included files, or one twice, have an expression of one name.</summary>
    public const string NamedTwice = "SG011";

    /// <summary>A named expression that leads back to itself.</summary>
    public const string NamedCycle = "SG012";

    /// <summary>A column of a source has the name of an included expression, and is meant by it (a warning).</summary>
    public const string NamedHidden = "SG013";

    /// <summary>A key that is no option here.</summary>
    public const string UnknownOption = "SG101";

    /// <summary>No component of this kind is known.</summary>
    public const string UnknownKind = "SG102";

    /// <summary>The kind belongs to another role: a sink among the sources.</summary>
    public const string KindOfOtherRole = "SG103";

    /// <summary>The kind comes with a plugin that is not loaded.</summary>
    public const string PluginNotLoaded = "SG104";

    /// <summary>A component has no kind.</summary>
    public const string NoKind = "SG105";

    /// <summary>A component has more than one kind.</summary>
    public const string SeveralKinds = "SG106";

    /// <summary>The file has no profile of the name.</summary>
    public const string UnknownProfile = "SG107";

    /// <summary>A profile adds a component whose name is nearly that of another.</summary>
    public const string ProfileAddsNearName = "SG108";

    /// <summary>A name has characters that a name may not have.</summary>
    public const string MalformedName = "SG109";

    /// <summary>Two components have one name.</summary>
    public const string NameTaken = "SG110";

    /// <summary>An option that must be written is missing.</summary>
    public const string Missing = "SG201";

    /// <summary>A value is of the wrong type.</summary>
    public const string WrongType = "SG202";

    /// <summary>A value is none of the words that may stand here.</summary>
    public const string UnknownWord = "SG203";

    /// <summary>A value breaks a constraint of its option.</summary>
    public const string OutOfRange = "SG204";

    /// <summary>A text, list or map must not be empty.</summary>
    public const string Empty = "SG205";

    /// <summary>Exactly one of several options must be written.</summary>
    public const string NotExactlyOne = "SG206";

    /// <summary>A from that names no source or transform.</summary>
    public const string UnknownComponent = "SG301";

    /// <summary>Components that read from each other in a circle.</summary>
    public const string Cycle = "SG302";

    /// <summary>A source or transform that nothing reads from (a warning).</summary>
    public const string Unused = "SG303";

    /// <summary>A from that names a sink.</summary>
    public const string ReadsFromSink = "SG305";

    /// <summary>A pipeline without a source.</summary>
    public const string NoSource = "SG306";

    /// <summary>A pipeline without a sink.</summary>
    public const string NoSink = "SG307";

    /// <summary>Inputs of one sink that have different columns.</summary>
    public const string InputsDiffer = "SG308";

    /// <summary>A source of bytes without a decoder.</summary>
    public const string NoDecoder = "SG309";

    /// <summary>A decoder behind a source of rows.</summary>
    public const string NothingToDecode = "SG310";

    /// <summary>A column of a type that does not fit.</summary>
    public const string WrongColumnType = "SG312";

    /// <summary>A delivery that the sink cannot give.</summary>
    public const string DeliveryImpossible = "SG313";

    /// <summary>A buffer before a sink that can have none.</summary>
    public const string BufferMisplaced = "SG314";
}
