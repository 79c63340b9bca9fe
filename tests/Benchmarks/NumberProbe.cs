using System.Diagnostics;
using StreamGuard.Contracts;

namespace StreamGuard.Benchmarks;

/// <summary>Sees that every row of <see cref="KeyedRows"/> comes once and in order, and how long none came.</summary>
internal sealed class NumberProbe(NumberLog log) : ITransform
{
    private int _time;

    public Schema? Bind(TransformBinding binding)
    {
        _time = binding.Input.IndexOf("time");
        return binding.Input;
    }

    public void OnBatch(Batch batch, Output output)
    {
        log.Begin(((FixedColumn<long>)batch[_time]).Values[..batch.Rows]);
        output.Pass(batch);
        log.End();
    }
}

/// <summary>What the probes of a process saw, one after the other.</summary>
internal sealed class NumberLog
{
    private readonly Lock _lock = new();
    private long _next = -1;
    private long _ended;
    private double _longest;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that did not follow the one before them.</summary>
    public long Torn { get; private set; }

    public void Begin(ReadOnlySpan<long> numbers)
    {
        lock (_lock)
        {
            if (_ended != 0) _longest = Math.Max(_longest, Stopwatch.GetElapsedTime(_ended).TotalMilliseconds);
            foreach (var number in numbers)
            {
                if (_next >= 0 && number != _next) Torn++;
                _next = number + 1;
            }

            Rows += numbers.Length;
        }
    }

    public void End() => _ended = Stopwatch.GetTimestamp();

    /// <summary>The longest time without a row since the last call, in milliseconds.</summary>
    public double Longest()
    {
        lock (_lock)
        {
            var longest = _longest;
            _longest = 0;
            return longest;
        }
    }
}
