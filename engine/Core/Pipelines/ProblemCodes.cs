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

    /// <summary>An expression cannot be read.</summary>
    public const string ExpressionSyntax = "SG401";

    /// <summary>An expression or option names a column that is not there.</summary>
    public const string UnknownColumn = "SG402";

    /// <summary>An expression calls a function that does not exist.</summary>
    public const string UnknownFunction = "SG403";

    /// <summary>An operator or function is given a value of a type it does not take.</summary>
    public const string WrongOperand = "SG404";

    /// <summary>A function is given too many or too few arguments.</summary>
    public const string WrongArgumentCount = "SG405";

    /// <summary>An expression in the place of a condition is not bool.</summary>
    public const string NotACondition = "SG406";

    /// <summary>An expression in the place of an aggregate calls none that exists.</summary>
    public const string UnknownAggregate = "SG407";

    /// <summary>An aggregate is called where the expression is computed for each row, or inside another aggregate.</summary>
    public const string AggregateNotAllowed = "SG408";

    /// <summary>A column is used beside aggregates, where there is no single row.</summary>
    public const string ColumnOutsideAggregate = "SG409";

    /// <summary>An argument must be a constant.</summary>
    public const string NotConstant = "SG410";

    /// <summary>A constant argument is none of its kind: a pattern, a unit of time, a time.</summary>
    public const string BadConstant = "SG411";

    /// <summary>A value is compared with the word null, which is null whatever the value.</summary>
    public const string ComparedWithNull = "SG412";

    /// <summary>A call that reads no earlier rows says how far back it reads.</summary>
    public const string ModifierNotAllowed = "SG413";

    /// <summary>An aggregate by groups stands where it cannot, or beside what does not go with it.</summary>
    public const string ByMisplaced = "SG420";

    /// <summary>The row before is asked for where there is none, or beside what does not go with it.</summary>
    public const string PriorMisplaced = "SG421";

    /// <summary>A window does not say what becomes of late rows.</summary>
    public const string LateNotSaid = "SG501";

    /// <summary>The kind of window has no use for an option.</summary>
    public const string WindowHasNoUse = "SG502";

    /// <summary>A window that takes late rows does not say for how long.</summary>
    public const string LatenessMissing = "SG503";

    /// <summary>A session is asked to leave more than once.</summary>
    public const string SessionUpdated = "SG504";

    /// <summary>Hopping windows would leave rows between them.</summary>
    public const string HopAboveSize = "SG505";

    /// <summary>A pivot lists a value twice.</summary>
    public const string PivotValueTwice = "SG506";

    /// <summary>Columns that are to be compared, and are no pairs of two different ones.</summary>
    public const string NoPair = "SG507";

    /// <summary>A top does not say of which window its rows are, or says it twice.</summary>
    public const string TopPer = "SG508";

    /// <summary>A transform replaces the column of the event time, which the watermark follows.</summary>
    public const string EventTimeReplaced = "SG520";

    /// <summary>A select says both what to keep and what to leave out, or nothing.</summary>
    public const string SelectContradicts = "SG521";

    /// <summary>A component makes two columns of one name.</summary>
    public const string ColumnTwice = "SG522";

    /// <summary>A message, or another text with places for columns, has a brace without counterpart or a format that does not fit its column.</summary>
    public const string BadMessage = "SG523";

    /// <summary>An option needs a number and its expression is none.</summary>
    public const string NotANumber = "SG524";

    /// <summary>An option measures event time and the rows have none.</summary>
    public const string NeedsEventTime = "SG525";

    /// <summary>A transform cannot take rows that may be revised later.</summary>
    public const string UpdatingInput = "SG526";

    /// <summary>Columns of a union's inputs do not fit together.</summary>
    public const string UnionDiffers = "SG527";

    /// <summary>A dedupe would hold its rows for ever.</summary>
    public const string NeverDecided = "SG528";

    /// <summary>A lookup's table and its input do not fit together.</summary>
    public const string LookupDiffers = "SG529";

    /// <summary>A select leaves out the columns by which rows that are revised are told apart.</summary>
    public const string RevisionDropped = "SG530";

    /// <summary>The order of an over has no use for an option.</summary>
    public const string OverHasNoUse = "SG531";

    /// <summary>What is to leave at the end of its input, such as a group, has one without an end.</summary>
    public const string GroupNeverEnds = "SG540";

    /// <summary>A group does not say in which order it takes rows, and an aggregate depends on it.</summary>
    public const string OrderNotSaid = "SG541";

    /// <summary>An aggregate of rows beside the one before them stands in a session, which may be made of two.</summary>
    public const string SessionNeedsOrder = "SG542";

    /// <summary>Options of a lookup or of its table that do not go together.</summary>
    public const string LookupContradicts = "SG550";

    /// <summary>Nothing here reads tables of the format.</summary>
    public const string TableFormatUnknown = "SG551";

    /// <summary>A connection string with a password that stands in the pipeline file.</summary>
    public const string TableSecretInFile = "SG552";

    /// <summary>A table that can never be read as it is asked for.</summary>
    public const string TableUnreadable = "SG553";

    /// <summary>A table's file, which is read at the start, is not there.</summary>
    public const string TableAbsent = "SG554";

    /// <summary>A simulation model that does not exist.</summary>
    public const string UnknownModel = "SG601";

    /// <summary>Text that should be a time and is none.</summary>
    public const string NotATime = "SG602";

    /// <summary>An option that is of use only beside another one, or with another value of it.</summary>
    public const string NeedsOther = "SG603";

    /// <summary>A file's name does not tell the format to write.</summary>
    public const string FormatUnknown = "SG604";

    /// <summary>A decoder that does not know its columns is given none.</summary>
    public const string ColumnsMissing = "SG650";

    /// <summary>A column's <c>from</c> is no path into a record.</summary>
    public const string FieldPathUnreadable = "SG651";

    /// <summary>A column has a <c>unit</c> and is neither a timestamp nor a duration.</summary>
    public const string UnitUseless = "SG652";

    /// <summary>A decoder that has columns of its own is given some.</summary>
    public const string ColumnsNotWanted = "SG653";

    /// <summary>A label of a recording has the name of another column.</summary>
    public const string LabelTaken = "SG654";

    /// <summary>A decoder that learns from the beginning of its input is given messages, which have none.</summary>
    public const string NoBeginning = "SG655";

    /// <summary>What is no address of a server that takes points, or says more than that.</summary>
    public const string InfluxUrl = "SG670";

    /// <summary>A token or password that stands in the pipeline file.</summary>
    public const string InfluxSecretInFile = "SG671";

    /// <summary>Options of an influx sink that do not go together, or one that is of use only beside another.</summary>
    public const string InfluxOptions = "SG672";

    /// <summary>What cannot be a part of a point.</summary>
    public const string InfluxPoint = "SG673";

    /// <summary>Points without a time of their own cannot be written exactly once.</summary>
    public const string InfluxDelivery = "SG674";

    /// <summary>partition_by of a Parquet sink cannot be done: a name twice, no event time, no column left.</summary>
    public const string ParquetPartition = "SG680";

    /// <summary>An option that has no meaning for a Parquet path of this form: a file has no parts, a folder is not replaced.</summary>
    public const string ParquetPath = "SG681";

    /// <summary>Columns that cannot be read from or written to one Parquet file.</summary>
    public const string ParquetColumns = "SG682";

    /// <summary>The columns cannot be those of a table in a store.</summary>
    public const string StoreColumns = "SG685";

    /// <summary>A source of a store that says neither or both of table and sql.</summary>
    public const string StoreQuestion = "SG686";

    /// <summary>A setting that librdkafka does not know or take, or that is the business of an option.</summary>
    public const string KafkaSetting = "SG690";

    /// <summary>A password or private key that stands in the pipeline file.</summary>
    public const string KafkaSecretInFile = "SG691";

    /// <summary>Options of a Kafka sink that stand in the way of what it is to guarantee.</summary>
    public const string KafkaDelivery = "SG692";

    /// <summary>What can be no topic's name and is no pattern of names.</summary>
    public const string KafkaTopic = "SG695";

    /// <summary>A start or until of a Kafka source that is no place in a topic.</summary>
    public const string KafkaPlace = "SG696";

    /// <summary>A column of a Kafka source's metadata that no message has.</summary>
    public const string KafkaMetadata = "SG697";

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

    /// <summary>A schedule that cannot be read, never comes, names no time zone, or is of a pipeline that does not end.</summary>
    public const string Schedule = "SG430";

    /// <summary>A step of a sequence, or an option of it, cannot be as it is written.</summary>
    public const string SequenceStep = "SG560";

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
