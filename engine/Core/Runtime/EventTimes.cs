using System.Runtime.Intrinsics;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Runtime;

/// <summary>Largest event times of batches; nulls move no watermark.</summary>
internal static class EventTimes
{
    /// <summary>The largest time; long.MinValue when there is none.</summary>
    public static long Greatest(FixedColumn<long> times)
    {
        var greatest = long.MinValue;
        var values = times.Values;
        if (times.Validity is not { } validity) return values.IsEmpty ? greatest : Greatest(values);

        for (var row = 0; row < values.Length; row++)
            if (Bits.Get(validity, row)) greatest = Math.Max(greatest, values[row]);
        return greatest;
    }

    private static long Greatest(ReadOnlySpan<long> values)
    {
        var greatest = long.MinValue;
        if (values.Length >= Vector256<long>.Count)
        {
            var most = Vector256.Create(long.MinValue);
            for (; values.Length >= Vector256<long>.Count; values = values[Vector256<long>.Count..]) most = Vector256.Max(most, Vector256.Create(values));
            for (var i = 0; i < Vector256<long>.Count; i++) greatest = Math.Max(greatest, most[i]);
        }

        foreach (var value in values) greatest = Math.Max(greatest, value);
        return greatest;
    }
}
