using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Core.Runtime.Buffering;

namespace StreamGuard.Host.Running;

/// <summary>
/// Every second an object on a line of its own: elapsed seconds, done and total in the unit of the sources' positions,
/// the last checkpoint and what became of the others, dead letters by reason, what sinks had to wait for, what waits in
/// their buffers, and each component's account, watermark and lag. The one at the end also has <c>"ended"</c> and how many
/// windows <c>"fired_early"</c> because the run was stopped.
/// </summary>
internal sealed class JsonDisplay(TextWriter output) : IRunDisplay
{
    private readonly RunRates _rates = new();

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public void Show(RunSnapshot snapshot) => output.WriteLine(Render(snapshot, null));

    /// <summary>What is said to people is none of a program's business.</summary>
    public void Say(string line) { }

    public void End(RunResult result, Func<string> summary) => output.WriteLine(Render(result.Final, result));

    private string Render(RunSnapshot snapshot, RunResult? result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteNumber("elapsed_s", Math.Round(snapshot.Elapsed.TotalSeconds, 3));
            json.WriteNumber("done", snapshot.Done);
            json.WriteNumber("total", snapshot.Total);
            if (result is not null) WriteEnd(json, result);
            Write(json, snapshot.Checkpoints);
            json.WriteStartObject("components");
            foreach (var (component, rate) in _rates.Next(snapshot)) Write(json, component, rate);
            json.WriteEndObject();
            json.WriteStartArray("dead_letters");
            foreach (var ((component, reason), rows) in snapshot.DeadLetters) WriteDead(json, component, reason, rows);
            json.WriteEndArray();
            json.WriteStartArray("waits");
            foreach (var (component, waits) in snapshot.Waits) Write(json, component, waits);
            json.WriteEndArray();
            json.WriteStartArray("buffers");
            foreach (var (component, waiting) in snapshot.Buffers) Write(json, component, waiting);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter json, CheckpointFigures figures)
    {
        json.WriteStartObject("checkpoints");
        if (figures.RestoredFrom is { } from) json.WriteNumber("restored_from", from);
        if (figures.Age is { } age)
        {
            json.WriteNumber("epoch", figures.Epoch);
            json.WriteNumber("age_s", Math.Round(age.TotalSeconds, 3));
            json.WriteNumber("took_s", Math.Round(figures.Took.TotalSeconds, 3));
            json.WriteNumber("bytes", figures.Bytes);
        }

        json.WriteNumber("committed", figures.Committed);
        json.WriteNumber("skipped", figures.Skipped);
        json.WriteNumber("abandoned", figures.Abandoned);
        json.WriteNumber("failed", figures.Failed);
        if (figures.Trouble is { } trouble) json.WriteString("trouble", trouble);
        json.WriteBoolean("healthy", !figures.IsUnhealthy);
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, RunResult result)
    {
        json.WriteString("ended", result.Failure is not null ? "failed" : result.Refused is not null ? "refused" : result.Aborted ? "aborted" : result.Stopped ? "stopped" : "finished");
        json.WriteNumber("fired_early", result.FiredEarly);
        if (result.Failure is { } failure) json.WriteString("failure", failure.ToString());
    }

    private static void Write(Utf8JsonWriter json, ComponentSnapshot component, double rate)
    {
        var account = component.Account;
        json.WriteStartObject(component.Node.Name);
        json.WriteNumber("in", account.In);
        json.WriteNumber("out", account.Out);
        json.WriteNumber("passed", account.Passed);
        json.WriteNumber("filtered", account.Filtered);
        json.WriteNumber("aggregated", account.Aggregated);
        json.WriteNumber("late", account.Late);
        json.WriteNumber("dead_lettered", account.DeadLettered);
        json.WriteNumber("held", account.Held);
        json.WriteNumber("made", account.Made);
        json.WriteNumber("overflows", account.Overflows);
        json.WriteNumber("values_left_out", account.LeftOut);
        json.WriteNumber("dropped", component.Dropped);
        json.WriteNumber("rows_per_s", Math.Round(rate));
        if (component.Watermark is { } watermark) json.WriteString("watermark", Timestamps.Format(watermark));
        if (component.Lag is { } lag) json.WriteNumber("lag_s", Math.Round(lag.TotalSeconds, 3));
        json.WriteNumber("queue", Math.Round(component.Waiting, 3));
        if (account.Figures.All is { Count: > 0 } figures) Write(json, figures);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Figure> figures)
    {
        json.WriteStartObject("figures");
        FigureLines.WriteFields(json, figures);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string component, Waits waits)
    {
        json.WriteStartObject();
        json.WriteString("component", component);
        json.WriteString("reason", waits.Reason);
        json.WriteBoolean("waiting", waits.IsWaiting);
        json.WriteNumber("times", waits.Times);
        json.WriteNumber("waited_s", Math.Round(waits.Spent.TotalSeconds, 3));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string component, BufferFigures buffer)
    {
        json.WriteStartObject();
        json.WriteString("component", component);
        json.WriteNumber("rows", buffer.Rows);
        json.WriteNumber("bytes", buffer.Bytes);
        json.WriteNumber("limit", buffer.Limit);
        if (buffer.Oldest is { } oldest) json.WriteNumber("oldest_s", Math.Round(oldest.TotalSeconds, 3));
        json.WriteBoolean("full", buffer.IsFull);
        json.WriteEndObject();
    }

    private static void WriteDead(Utf8JsonWriter json, string component, string reason, long rows)
    {
        json.WriteStartObject();
        json.WriteString("component", component);
        json.WriteString("reason", reason);
        json.WriteNumber("rows", rows);
        json.WriteEndObject();
    }
}
