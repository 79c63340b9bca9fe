using System.Buffers;
using System.Collections;
using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Conformance.Tests;

/// <summary>
/// Feeds one instance of a transform and keeps what it sends, rows and watermarks, as text. Checks after every step that
/// rows are accounted for, that input is as it was, and that what was sent stays as it was sent.
/// </summary>
internal sealed class TransformRun : Output
{
    private readonly TransformCase _test;
    private readonly ITransform _transform;
    private readonly List<(Batch Batch, string Text)> _sent = [];
    private long _watermark = long.MinValue;
    private readonly Account _account = new();

    private TransformRun(TransformCase test, ITransform transform, bool isKeyed, IReadOnlyList<Schema> inputs, Schema schema) =>
        (_test, _transform, IsKeyed, Inputs, Schema) = (test, transform, isKeyed, inputs, schema);

    public override Account Account => _account;

    public IReadOnlyList<Schema> Inputs { get; }

    public Schema Schema { get; }

    /// <summary>The last watermark that came out; long.MinValue before the first.</summary>
    public long SentWatermark => _watermark;

    /// <summary>It says that its rows may be spread over lanes by key.</summary>
    public bool IsKeyed { get; }

    public bool HasKeyedState => _transform is IKeyedState;

    /// <summary>Some of the rows fed are late, and may come out behind the watermark.</summary>
    public bool FeedsLateRows { get; init; }

    /// <summary>A line for each row and each watermark that came out.</summary>
    public List<string> Messages { get; } = [];

    /// <summary>A line for each row that became a dead letter.</summary>
    public List<string> Dead { get; } = [];

    /// <summary>Binds as a run does.</summary>
    public static TransformRun Start(TransformCase test, string folder, bool feedsLateRows = false)
    {
        var problems = new Problems();
        var registry = Registry.WithBuiltIns();
        registry.Model(new FakeModelFormat());
        var request = new LoadRequest("case.yaml") { ReadText = _ => File(test, folder) };
        var plan = PipelineLoader.Load(request, registry, problems) is { } pipeline ? Planner.Plan(pipeline, registry, TimeProvider.System, problems) : null;
        Assert.DoesNotContain(problems.All, problem => problem.Severity == Severity.Error);

        var node = plan!.Node("tested");
        var inputs = node.Inputs.Select(input => plan.Node(input.Node).Schema).ToList();
        var transform = (ITransform)node.Definition.Type.Create(node.Definition.Options.Value);
        var scope = new BindingScope(plan.Name, plan.IsBounded, KeepsCheckpoints: false, TimeProvider.System, registry, problems);
        var binding = new ComponentBinding(scope, node.Name, node.Definition.Options);
        var schema = transform.Bind(new TransformBinding(binding, inputs, [.. node.Inputs.Select(input => input.Node)]));
        return new TransformRun(test, transform, node.Keying is not null, inputs, schema!) { FeedsLateRows = feedsLateRows };
    }

    public void Begin() => _transform.Start();

    public void Feed(int input, Batch batch)
    {
        var before = Text(batch);
        Account.In += batch.Rows;
        _transform.OnBatch(input, batch, this);
        Assert.Equal(before, Text(batch));
        Check();
        batch.Release();
    }

    public void Watermark(long watermark)
    {
        var onward = _transform.OnWatermark(watermark, this);
        Check();
        Assert.True(onward <= watermark, "a watermark runs ahead of its input");
        Assert.True(onward >= _watermark, "a watermark goes back");
        if (onward > _watermark) Messages.Add($"watermark {onward}");
        _watermark = onward;
    }

    /// <summary>The last watermark and the end; then nothing may be held any more.</summary>
    public void End()
    {
        Watermark(long.MaxValue);
        _transform.OnEnd(this);
        Check();
        Assert.Equal(0, Account.Held);
        Assert.Equal(long.MaxValue, _watermark);
        foreach (var (batch, text) in _sent)
        {
            Assert.Equal(text, Text(batch));
            batch.Release();
        }
    }

    public byte[] Save()
    {
        var buffer = new ArrayBufferWriter<byte>();
        _transform.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Takes over where another instance was saved.</summary>
    public void Restore(byte[] state, Account account, long watermark)
    {
        var reader = new StateReader(state);
        _transform.Restore(reader);
        Assert.True(reader.AtEnd, "not all of the state was read");
        _account.Add(account);
        _watermark = watermark;
    }

    /// <summary>The transform's part of that alone.</summary>
    public void Restore(StateReader state) => _transform.Restore(state);

    public override void Emit(Batch batch)
    {
        Account.Out += batch.Rows;
        Assert.True(Schema.SameShape(batch.Schema), $"{batch.Schema} was sent, {Schema} was bound");
        for (var row = 0; row < batch.Rows; row++) Messages.Add(Text(batch, row));
        AssertOnTime(batch);
        _sent.Add((batch, Text(batch)));
    }

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason)
    {
        Account.DeadLettered += rows.Length;
        foreach (var row in rows) Dead.Add($"{reason}: {Text(batch, row)}");
    }

    private void Check() => Assert.True(Account.Balances, Account.ToString());

    /// <summary>Rows to come are not earlier than the watermark sent before them.</summary>
    private void AssertOnTime(Batch batch)
    {
        if (_test.MayBeLate || FeedsLateRows || Schema.EventTime is not { } time) return;
        var column = batch[time];
        for (var row = 0; row < batch.Rows; row++)
            if (!column.IsNull(row)) Assert.True(((FixedColumn<long>)column).Values[row] >= _watermark, $"behind the watermark: {Text(batch, row)}");
    }

    private static string File(TransformCase test, string folder)
    {
        var inputs = Enumerable.Range(0, test.Inputs).Select(i => $"input{i}").ToList();
        var sources = string.Concat(inputs.Select(name =>
            $"  {name}:\n    file: {{ path: none.jsonl }}\n    decode: json\n    columns: {{ time: timestamp, {test.Columns} }}\n    event_time: {{ column: time, disorder: 3s }}\n"));
        var options = test.Yaml.Replace("devices.csv", Path.Combine(folder, "devices.csv"), StringComparison.Ordinal)
            .Replace("models/pump-wear", FakeBundle.Write(Path.Combine(folder, "pump-wear")), StringComparison.Ordinal).Replace("\n", "\n    ", StringComparison.Ordinal);
        return $"pipeline: conformance\nsources:\n{sources}transforms:\n  tested:\n    from: [{string.Join(", ", inputs)}]\n    {options}\nsinks:\n  out:\n    from: tested\n    console: {{}}\n";
    }

    private static string Text(Batch batch) => string.Join('\n', Enumerable.Range(0, batch.Rows).Select(row => Text(batch, row)));

    private static string Text(Batch batch, int row) => string.Join(" | ", batch.Columns.ToArray().Select(column => Text(column.Boxed(row))));

    private static string Text(object? value) => value switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Text))}]",
        _ => value.ToString()!,
    };
}
