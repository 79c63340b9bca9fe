using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Buffering;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What is said of rows that wait on disk before a sink.</summary>
internal static class BufferLines
{
    /// <summary>Of each buffer that is not empty.</summary>
    public static IEnumerable<string> Now(RunSnapshot snapshot) =>
        from each in snapshot.Buffers
        where each.Value.Rows > 0
        let full = each.Value.IsFull ? ", FULL: what comes has to wait" : ""
        select $"{each.Key} buffer: {Waiting(each.Value)} of {Figures.Bytes(each.Value.Limit)}{full}";

    /// <summary>Of each that was not emptied at the end of a run.</summary>
    public static IEnumerable<string> Left(RunSnapshot snapshot) =>
        from each in snapshot.Buffers
        where each.Value.Rows > 0
        select $"{each.Key} buffer: {Waiting(each.Value)}; they are delivered when the pipeline is started again";

    private static string Waiting(BufferFigures buffer)
    {
        var oldest = buffer.Oldest is { } age ? $", oldest {Figures.Span(age)}" : "";
        return $"{Figures.Count(buffer.Rows)} {(buffer.Rows == 1 ? "row" : "rows")} waiting{oldest}, {Figures.Bytes(buffer.Bytes)}";
    }
}
