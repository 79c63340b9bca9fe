using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Aggregates.States;
using StreamGuard.Core.Rules;

namespace StreamGuard.Core.Tests.Rules;

public class SlidingMomentsTests
{
    private const int Key = 3;

    [Fact]
    public void Equal_values_have_a_deviation_of_exactly_zero_after_any_number_of_steps()
    {
        var window = new SlidingMoments();
        foreach (var value in Enumerable.Range(0, 1000).Select(i => i < 500 ? i * 1e9 : 0.1))
        {
            window.Add(Key, new Sample(0, value));
            if (window.CountOf(Key) > 60) window.RemoveOldest(Key);
        }

        Assert.Equal((0.1, 0.0), (window.Total(Key).Mean, window.Total(Key).StandardDeviation));
    }

    [Fact]
    public void Agrees_with_two_passes_over_what_is_left()
    {
        var random = new Random(3);
        var window = new SlidingMoments();
        var expected = new List<Sample>();
        for (var step = 0; step < 2000; step++)
        {
            var sample = new Sample(step + random.Next(20), random.Next(9) == 0 ? null : 1e8 + random.NextDouble());
            expected.Insert(expected.FindLastIndex(each => each.Time <= sample.Time) + 1, sample);
            window.Add(Key, sample);
            for (var left = random.Next(3); left > 0 && expected.Count > 0; left--)
            {
                window.RemoveOldest(Key);
                expected.RemoveAt(0);
            }

            AssertSame(expected, window.Total(Key));
        }
    }

    [Fact]
    public void Forgets_what_was_before_a_time()
    {
        var window = new SlidingMoments();
        foreach (var time in new[] { 3L, 1, 2, 5 }) window.Add(Key, new Sample(time, time));

        window.RemoveBefore(Key, 3);

        Assert.Equal((4.0, Math.Sqrt(2)), (window.Total(Key).Mean, window.Total(Key).StandardDeviation));
    }

    [Fact]
    public void Comes_back_bit_for_bit()
    {
        var random = new Random(4);
        var (window, restored) = (new SlidingMoments(), new SlidingMoments());
        Steps(random, 3000, window);
        var buffer = new ArrayBufferWriter<byte>();
        window.Save(new StateWriter(buffer));

        restored.Restore(new StateReader(buffer.WrittenMemory));
        Steps(random, 3000, window, restored);

        for (var key = 0; key < 20; key++) Assert.Equal(window.Total(key), restored.Total(key));
    }

    private static void Steps(Random random, int count, params SlidingMoments[] windows)
    {
        for (var step = 0; step < count; step++)
        {
            var (key, sample) = (random.Next(20), new Sample(step + random.Next(20), random.NextDouble()));
            foreach (var window in windows)
            {
                window.Add(key, sample);
                if (window.CountOf(key) > 3 + key) window.RemoveOldest(key);
            }
        }
    }

    private static void AssertSame(List<Sample> samples, Moments actual)
    {
        var values = samples.Where(each => each.Value.HasValue).Select(each => each.Value!.Value - 1e8).ToArray();
        if (values.Length < 2) return;
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        Assert.Equal(deviation, actual.StandardDeviation, deviation * 1e-6);
        Assert.Equal(mean, actual.Mean - 1e8, 1e-6);
    }
}
