namespace StreamGuard.Core.Pipelines;

/// <summary>
/// Every code a problem may have, one meaning each. SG0: the file. SG1: names. SG2: values. SG3: the graph. SG4:
/// expressions. SG5: transforms. SG6: connectors and decoders. SG7: plugins. SG8: tests of pipelines.
/// </summary>
public static class ProblemCodes
{
    /// <summary>A key that is no option here.</summary>
    public const string UnknownOption = "SG101";

    /// <summary>A value breaks a constraint of its option.</summary>
    public const string OutOfRange = "SG204";

    /// <summary>A transform replaces the column of the event time, which the watermark follows.</summary>
    public const string EventTimeReplaced = "SG520";

    /// <summary>A select says both what to keep and what to leave out, or nothing.</summary>
    public const string SelectContradicts = "SG521";

    /// <summary>A transform makes two columns of one name.</summary>
    public const string ColumnTwice = "SG522";

    /// <summary>A decoder that does not know its columns is given none.</summary>
    public const string ColumnsMissing = "SG650";

    /// <summary>A column's <c>from</c> is no path into a record.</summary>
    public const string FieldPathUnreadable = "SG651";

    /// <summary>A column's <c>unit</c> is none, or the column has no use for one.</summary>
    public const string UnitUnknown = "SG652";
}
