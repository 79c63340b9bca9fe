namespace StreamGuard.Core.Pipelines;

/// <content>What is wrong with a source, a sink or a decoder.</content>
public static partial class ProblemCodes
{
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
}
