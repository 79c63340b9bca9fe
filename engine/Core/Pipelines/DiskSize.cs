using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>How much of a disk may be taken: a size, or <c>disk</c> for 10 GB.</summary>
public readonly record struct DiskSize(ByteSize Size)
{
    private const string Word = "disk";

    private static readonly ByteSize Standard = new(10L << 30);

    /// <summary>Null when it is neither.</summary>
    public static DiskSize? Parse(string text) =>
        text.Trim() == Word ? new DiskSize(Standard) : ByteSize.Parse(text) is { } size ? new DiskSize(size) : null;

    public override string ToString() => Size.ToString();
}
