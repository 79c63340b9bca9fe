namespace StreamGuard.Core.Pipelines;

/// <content>What is wrong with a transform.</content>
public static partial class ProblemCodes
{
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

    /// <summary>A step of a sequence, or an option of it, cannot be as it is written.</summary>
    public const string SequenceStep = "SG560";
}
