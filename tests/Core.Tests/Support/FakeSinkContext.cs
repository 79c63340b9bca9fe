using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Support;

/// <summary>Counts the rows a sink would not take.</summary>
internal sealed class FakeSinkContext(TimeProvider? clock = null) : SinkContext
{
    public List<(int Rows, string Reason)> Dead { get; } = [];

    public override TimeProvider Clock { get; } = clock ?? TimeProvider.System;

    public override RunContext Run { get; } = new FakeRunContext(clock);

    public override void DeadLetter(Batch batch, ReadOnlySpan<int> rows, string reason) => Dead.Add((rows.Length, reason));

    /// <summary>Values it left out.</summary>
    public long ValuesLeftOut { get; private set; }

    public override void LeftOut(long values) => ValuesLeftOut += values;

    /// <summary>Bytes it says it wrote.</summary>
    public long Written { get; private set; }

    public override void Wrote(long bytes) => Written += bytes;
}
