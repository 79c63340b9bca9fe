namespace StreamGuard.Core.Rules;

/// <summary>A value that a key had: when, and what; null values keep their place.</summary>
internal readonly record struct Sample
{
    // Of all NaN one is kept, another stands for null: 16 bytes a sample, of which there may be millions.
    private const long Nothing = 0x7FF8_0000_0000_0001;

    private readonly long _bits;

    public Sample(long time, double? value)
    {
        Time = time;
        _bits = value is not { } number ? Nothing : BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number);
    }

    public long Time { get; init; }

    public bool HasValue => _bits != Nothing;

    public double? Value => HasValue ? Number : null;

    /// <summary>The value of a sample that has one.</summary>
    public double Number => BitConverter.Int64BitsToDouble(_bits);
}
