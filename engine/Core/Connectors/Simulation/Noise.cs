namespace StreamGuard.Core.Connectors.Simulation;

/// <summary>
/// Random numbers told by a seed and a counter, so that any of them can be had without those before it. The mixing is
/// SplitMix64's (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
/// </summary>
internal readonly struct Noise(long seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // A triangle of two uniforms has variance 1/6.
    private static readonly double Unit = Math.Sqrt(6) / (1L << 32);

    private readonly ulong _seed = Mix((ulong)seed + Golden);

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform(long counter) => (Bits(counter) >> 11) * (1.0 / (1L << 53));

    /// <summary>Mean 0 and standard deviation 1, within ±2.5: the sum of two uniforms, which is enough like a sensor's noise.</summary>
    public double Spread(long counter)
    {
        var bits = Bits(counter);
        return ((long)(uint)bits + (long)(bits >> 32) - uint.MaxValue) * Unit;
    }

    private ulong Bits(long counter) => Mix(_seed + (ulong)counter * Golden);

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
