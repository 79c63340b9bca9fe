using System.Globalization;
using StreamGuard.Host.Metrics;

namespace StreamGuard.Host.Tests.Metrics;

public sealed class SeriesMemoryTests
{
    private readonly SeriesMemory _memory = new();

    [Fact]
    public void The_first_values_of_a_label_keep_their_names_and_later_ones_are_other()
    {
        string[] values = [.. Enumerable.Range(0, SeriesMemory.Most + 5).Select(i => i.ToString(CultureInfo.InvariantCulture))];

        string[] named = [.. values.Select(value => _memory.Bound("p", "c", "reason", value))];

        Assert.Equal([.. values[..SeriesMemory.Most], .. Enumerable.Repeat("other", 5)], named);
        Assert.Equal("3", _memory.Bound("p", "c", "reason", "3"));
        Assert.Equal("other", _memory.Bound("p", "c", "reason", "24"));
        Assert.Equal("24", _memory.Bound("p", "another", "reason", "24"));
    }

    [Fact]
    public void A_count_that_falls_by_more_than_half_has_begun_anew()
    {
        _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(1), 10);

        Assert.Equal(4, _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(2), 4));
    }

    [Fact]
    public void A_long_value_is_cut()
    {
        Assert.Equal(101, _memory.Bound("p", "c", "reason", new string('x', 5000)).Length);
    }

    [Fact]
    public void A_count_falls_with_a_new_run_only()
    {
        long[] risen =
        [
            _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(1), 10), _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(2), 8),
            _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(3), 12), _memory.Rise("p", "c", "out", TimeSpan.FromSeconds(0.5), 7),
        ];

        Assert.Equal([10, 10, 12, 7], risen);
    }
}
