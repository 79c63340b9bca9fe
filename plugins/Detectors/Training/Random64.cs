namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>
/// Random numbers that a seed decides on, the same on every machine and version: SplitMix64, of Steele, Lea and Flood, "Fast
/// splittable pseudorandom number generators" (2014).
/// </summary>
internal struct Random64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Numbers of a part of the work, apart from those of the other parts: a tree, a start.</summary>
    public static Random64 Of(long seed, int part)
    {
        var source = new Random64((ulong)seed);
        return new Random64(source.Next() ^ (((ulong)part + 1) * 0xD1342543DE82EF95));
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>From 0, which belongs to it, to 1, which does not.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number from 0 to below a limit.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);
}
