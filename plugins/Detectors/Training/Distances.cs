using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace StreamGuard.Plugins.Detectors.Training;

/// <summary>Squared Euclidean distances, added up in one order on every machine.</summary>
internal static class Distances
{
    /// <summary>Between two points of as many values.</summary>
    public static double Squared(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sums = Vector256<double>.Zero;
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right);
        var i = 0;
        for (; i <= left.Length - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var difference = Vector256.LoadUnsafe(ref a, (nuint)i) - Vector256.LoadUnsafe(ref b, (nuint)i);
            sums += difference * difference;
        }

        var sum = Vector256.Sum(sums);
        for (; i < left.Length; i++) sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }

    /// <summary>The nearest of several centres, the first of equal ones, and how far it is, squared.</summary>
    public static (int Centre, double Squared) Nearest(ReadOnlySpan<double> point, ReadOnlySpan<double> centres)
    {
        var (nearest, least) = (0, double.PositiveInfinity);
        for (var centre = 0; centre * point.Length < centres.Length; centre++)
        {
            var squared = Squared(point, centres.Slice(centre * point.Length, point.Length));
            if (squared < least) (nearest, least) = (centre, squared);
        }

        return (nearest, least);
    }
}
