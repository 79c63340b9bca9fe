using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Soak;

/// <summary>A decoder, how to generate records for it, and what must be true of what it makes of them.</summary>
internal abstract class FuzzedDecoder(string name)
{
    public string Name => name;

    public long Records { get; set; }

    public long Rows { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Bytes of so many records, some of them damaged.</summary>
    public abstract byte[] Generate(Random random, int records);

    /// <exception cref="InvalidDataException">Two ways gave different rows, or a record vanished.</exception>
    public abstract void Check(byte[] bytes, Random random);

    protected void Count(Decoded decoded)
    {
        Rows += decoded.Rows.Count;
        Refused += decoded.Bad.Count;
    }

    protected static void AssertSame(Decoded expected, Decoded actual, string what)
    {
        if (!expected.Rows.SequenceEqual(actual.Rows)) throw new InvalidDataException($"{what} gives other rows");
        if (!expected.Positions.SequenceEqual(actual.Positions)) throw new InvalidDataException($"{what} gives other positions");
        if (!expected.Sources.SequenceEqual(actual.Sources)) throw new InvalidDataException($"{what} gives other bytes of rows");
        if (!expected.Bad.SequenceEqual(actual.Bad)) throw new InvalidDataException($"{what} refuses others");
        if (!expected.Reasons.SequenceEqual(actual.Reasons)) throw new InvalidDataException($"{what} gives other reasons");
    }

    /// <summary>Damages some bytes: changed, left out, doubled, cut off.</summary>
    protected static byte[] Damage(Random random, byte[] bytes, int places)
    {
        var damaged = bytes.ToList();
        for (var i = 0; i < places && damaged.Count > 1; i++)
        {
            var at = random.Next(damaged.Count);
            switch (random.Next(5))
            {
                case 0: damaged[at] = (byte)random.Next(256); break;
                case 1: damaged.RemoveAt(at); break;
                case 2: damaged.Insert(at, (byte)random.Next(256)); break;
                case 3: damaged.Insert(at, damaged[random.Next(damaged.Count)]); break;
                default: (damaged[at], damaged[^1]) = (damaged[^1], damaged[at]); break;
            }
        }

        return random.Next(4) == 0 ? [.. damaged.Take(random.Next(damaged.Count))] : [.. damaged];
    }
}
