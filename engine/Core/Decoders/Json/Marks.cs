using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// Where records may be cut into members: commas outside texts, and line ends. Texts are told by counting quotes, 64
/// bytes at a time (Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019), though without a look at
/// escapes: what stands between two marks must prove to be a member anyway.
/// </summary>
internal sealed class Marks
{
    /// <summary>No more marks are found at once.</summary>
    public const int Room = Most + 64;

    private const int Most = 1024;

    // Written by eights, and up to 64 for the last bytes looked at.
    private readonly uint[] _places = new uint[Room + 8];

    public ref uint First => ref MemoryMarshal.GetArrayDataReference(_places);

    /// <summary>Finds the marks of the next lines, by the rules of <see cref="Scan"/>. Tells of how many lines it has all.</summary>
    /// <param name="data">The memory.</param>
    /// <param name="at">The first line.</param>
    /// <param name="stop">Behind the last line.</param>
    /// <param name="most">Lines asked for.</param>
    public int Find(ref byte data, int at, int stop, int most)
    {
        ref var next = ref First;
        ref var full = ref Unsafe.Add(ref next, Most);
        var lines = 0;
        var inText = 0UL;
        for (; at < stop && lines < most && Unsafe.IsAddressLessThan(ref next, ref full); at += 64)
        {
            var texts = Parity(Scan.Equal(ref data, at, (byte)'"')) ^ inText;
            inText = (ulong)((long)texts >> 63);
            var ends = Scan.Equal(ref data, at, (byte)'\n');
            var marks = (Scan.Equal(ref data, at, (byte)',') & ~texts) | ends;
            if (stop - at < 64)
            {
                var within = (1UL << (stop - at)) - 1;
                (ends, marks) = (ends & within, marks & within);
            }

            lines += BitOperations.PopCount(ends);
            next = ref Write(ref next, marks, at);
        }

        return Math.Min(lines, most);
    }

    /// <summary>Writes the places of a word's marks. Gives the place behind the last.</summary>
    // Eight at a time, whether there are as many or not: a branch on each mark would be guessed wrong too often.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref uint Write(ref uint next, ulong marks, int at)
    {
        ref var behind = ref Unsafe.Add(ref next, BitOperations.PopCount(marks));
        while (true)
        {
            WriteOne(ref next, 0, ref marks, at);
            WriteOne(ref next, 1, ref marks, at);
            WriteOne(ref next, 2, ref marks, at);
            WriteOne(ref next, 3, ref marks, at);
            WriteOne(ref next, 4, ref marks, at);
            WriteOne(ref next, 5, ref marks, at);
            WriteOne(ref next, 6, ref marks, at);
            WriteOne(ref next, 7, ref marks, at);
            if (marks == 0) return ref behind;
            next = ref Unsafe.Add(ref next, 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteOne(ref uint next, int number, ref ulong marks, int at)
    {
        Unsafe.Add(ref next, number) = (uint)(at + BitOperations.TrailingZeroCount(marks));
        marks &= marks - 1;
    }

    /// <summary>A bit for each place that has an odd number of bits up to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parity(ulong bits)
    {
        if (Pclmulqdq.IsSupported) return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ bits << 32;
    }
}
