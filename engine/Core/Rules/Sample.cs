namespace StreamGuard.Core.Rules;

/// <summary>A value that a key had: when, and what; null values keep their place.</summary>
internal readonly record struct Sample
{
    // Of all NaN one is kept, another stands for null: 16 bytes a sample, of which there may be millions.
    private static readonly long Nothing = BitConverter.DoubleToInt64Bits(double.NaN) | 1;

    private readonly long _bits;

    public Sample(long time, double? value)
    {
        Time = time;
        _bits = value is not { } number ? Nothing : BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? double.NaN : number);
    }

    public long Time { get; init; }

    public double? Value => _bits == Nothing ? null : BitConverter.Int64BitsToDouble(_bits);
}
