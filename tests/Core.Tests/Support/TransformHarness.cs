using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>
/// Runs one transform as Runtime would: binds it, feeds batches and watermarks, collects what comes out, and checks
/// after every step that the account balances.
/// </summary>
internal sealed class TransformHarness
{
    private readonly ITransform _transform;
    private readonly CollectingOutput _output = new();
    private bool _hasStarted;

    /// <exception cref="InvalidOperationException">The options have problems.</exception>
    public TransformHarness(ITransform transform, params IReadOnlyList<Schema> inputs) : this(transform, null, inputs)
    {
    }

    /// <param name="transform">What to run.</param>
    /// <param name="prepare">Makes the binding ready.</param>
    /// <param name="inputs">Schemas of its inputs.</param>
    public TransformHarness(ITransform transform, Action<TestBinder>? prepare, params IReadOnlyList<Schema> inputs) : this(transform, null, prepare, inputs)
    {
    }

    /// <param name="transform">What to run.</param>
    /// <param name="clock">The pipeline's; null for the system's.</param>
    /// <param name="prepare">Makes the binding ready.</param>
    /// <param name="inputs">Schemas of its inputs.</param>
    public TransformHarness(ITransform transform, TimeProvider? clock, Action<TestBinder>? prepare, params IReadOnlyList<Schema> inputs)
    {
        Binder = new TestBinder { Clock = clock ?? TimeProvider.System };
        prepare?.Invoke(Binder);
        _transform = transform;
        Inputs = inputs;
        var schema = transform.Bind(new TransformBinding(Binder, inputs, [.. inputs.Select((_, i) => $"input{i}")]));
        if (Binder.Problems.HasErrors || schema is null)
            throw new InvalidOperationException(string.Join('\n', Binder.Problems.All));
        Schema = schema;
    }

    public TestBinder Binder { get; }

    public IReadOnlyList<Schema> Inputs { get; }

    /// <summary>Of the rows that come out.</summary>
    public Schema Schema { get; }

    public List<object?[]> Rows => _output.Rows;

    public List<(object?[] Row, string Reason)> Dead => _output.Dead;

    public List<int> BatchSizes => _output.BatchSizes;

    public Account Account => _output.Account;

    /// <summary>The last watermark that was fed.</summary>
    public long WatermarkIn { get; private set; } = long.MinValue;

    /// <summary>What the transform passed on last.</summary>
    public long WatermarkOut { get; private set; } = long.MinValue;

    /// <summary>The problems of options that do not bind.</summary>
    public static Problems ProblemsOf(ITransform transform, params IReadOnlyList<Schema> inputs)
    {
        var binder = new TestBinder();
        transform.Bind(new TransformBinding(binder, inputs, [.. inputs.Select((_, i) => $"input{i}")]));
        return binder.Problems;
    }

    /// <summary>Feeds the rows as one batch, each an array in the schema's order.</summary>
    public TransformHarness Feed(params object?[][] rows) => Feed(0, rows);

    public TransformHarness Feed(int input, params object?[][] rows)
    {
        var builder = new BatchBuilder(Inputs[input]);
        foreach (var row in rows) builder.Row(row);
        return Feed(input, builder.Build());
    }

    /// <summary>Feeds a batch and lets go of it.</summary>
    public TransformHarness Feed(int input, Batch batch)
    {
        Start();
        Account.In += batch.Rows;
        _transform.OnBatch(input, batch, _output);
        batch.Release();
        return Checked();
    }

    public TransformHarness Watermark(DateTime time) => Watermark(Timestamps.FromDateTime(time));

    public TransformHarness Watermark(long micros)
    {
        Start();
        WatermarkIn = micros;
        WatermarkOut = _transform.OnWatermark(micros, _output);
        return Checked();
    }

    /// <summary>A barrier passes.</summary>
    public TransformHarness Barrier()
    {
        Start();
        _transform.OnBarrier(_output);
        return Checked();
    }

    /// <summary>The last watermark, then the end.</summary>
    public TransformHarness End()
    {
        Watermark(long.MaxValue);
        _transform.OnEnd(_output);
        return Checked();
    }

    /// <summary>The last watermark of a run that was told to stop before its input ended, then the end.</summary>
    public TransformHarness Stop()
    {
        _output.Stopping = true;
        return End();
    }

    public byte[] Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _transform.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    public TransformHarness Restore(byte[] state)
    {
        var reader = new StateReader(state);
        _transform.Restore(reader);
        Assert.True(reader.AtEnd);
        return this;
    }

    /// <summary>Takes what belongs to a share of the keys from the states of several instances.</summary>
    public TransformHarness Restore(IReadOnlyList<byte[]> states, IKeyShare share)
    {
        var readers = states.Select(state => new StateReader(state)).ToList();
        ((IKeyedState)_transform).Restore(readers, share);
        Assert.All(readers, reader => Assert.True(reader.AtEnd));
        return this;
    }

    /// <summary>The values of one column, row after row.</summary>
    public object?[] Column(string name)
    {
        var index = Schema.IndexOf(name);
        Assert.True(index >= 0, $"no column '{name}' in {Schema}");
        return [.. Rows.Select(row => row[index])];
    }

    private void Start()
    {
        if (!_hasStarted) _transform.Start();
        _hasStarted = true;
    }

    private TransformHarness Checked()
    {
        Assert.True(Account.Balances, Account.ToString());
        return this;
    }
}
