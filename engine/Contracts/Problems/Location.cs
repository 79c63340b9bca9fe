namespace StreamGuard.Contracts;

/// <summary>A place in a file; line and column count from 1, 0 when only the file is known.</summary>
public readonly record struct Location(string File, int Line, int Column) : IComparable<Location>
{
    /// <summary>The place so many characters further on in the same line.</summary>
    public Location Shift(int characters) => this with { Column = Column + characters };

    public int CompareTo(Location other)
    {
        var file = string.CompareOrdinal(File, other.File);
        if (file != 0) return file;
        return Line != other.Line ? Line.CompareTo(other.Line) : Column.CompareTo(other.Column);
    }

    public static bool operator <(Location left, Location right) => left.CompareTo(right) < 0;
    public static bool operator >(Location left, Location right) => left.CompareTo(right) > 0;
    public static bool operator <=(Location left, Location right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Location left, Location right) => left.CompareTo(right) >= 0;

    public override string ToString() => Line == 0 ? File : $"{File}:{Line}:{Column}";
}
