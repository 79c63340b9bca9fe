using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Replay;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;

namespace StreamGuard.Host.Running;

/// <summary>What is said of a replay of dead letters at its end.</summary>
internal static class ReplayReport
{
    /// <summary>For people on standard error, or as JSON on standard output.</summary>
    /// <param name="console">Where it is written.</param>
    /// <param name="plan">Of the pipeline.</param>
    /// <param name="replay">The letters.</param>
    /// <param name="result">How the run ended; null when there was nothing to replay.</param>
    /// <param name="quiet">Nothing is written for people.</param>
    /// <param name="json">It is written for programs.</param>
    public static void Write(InvocationConfiguration console, Plan plan, Replay replay, RunResult? result, bool quiet, bool json)
    {
        if (json) console.Output.WriteLine(Json(plan, replay, result));
        else if (!quiet) console.Error.Write(Text(plan, replay, result));
    }

    private static string Text(Plan plan, Replay replay, RunResult? result)
    {
        var text = new StringBuilder();
        if (result is null) text.Append($"{plan.Name}: no dead letters to replay\n");
        else text.Append($"{plan.Name}: {Ending(result)} after {Figures.Span(result.Final.Elapsed)}: {Count(replay.Letters, "dead letter")} of {Count(replay.Records, "record")}, {Figures.Count(DeadAgain(result))} dead again\n");
        if (result is { Stopped: true }) text.Append("  run the command again to go on\n");
        foreach (var ((component, reason), count) in result?.Final.DeadLetters ?? new Dictionary<(string, string), long>())
            text.Append($"  {Figures.Count(count)} × {component}: {reason}\n");
        foreach (var (reason, letters) in replay.Left) text.Append($"  {Count(letters, "letter")} left: {reason}\n");
        return text.ToString();
    }

    private static string Json(Plan plan, Replay replay, RunResult? result)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("pipeline", plan.Name);
            json.WriteString("ended", result is null ? "replayed" : Ending(result));
            json.WriteBoolean("resumed", replay.GoesOn);
            json.WriteNumber("letters", replay.Letters);
            json.WriteNumber("records", replay.Records);
            json.WriteNumber("dead_again", result is null ? 0 : DeadAgain(result));
            json.WriteStartArray("left");
            foreach (var (reason, letters) in replay.Left)
            {
                json.WriteStartObject();
                json.WriteString("reason", reason);
                json.WriteNumber("letters", letters);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (result?.Failure is { } failure) json.WriteString("failure", failure.ToString());
            if (result?.Refused is { } refused) json.WriteString("failure", refused.ToString());
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Ending(RunResult result) =>
        result.Refused is not null ? "not begun" : result.Failure is not null ? "failed" : result.Aborted ? "cut off" : result.Stopped ? "stopped" : "replayed";

    private static long DeadAgain(RunResult result) => result.Final.DeadLetters.Values.Sum();

    private static string Count(long number, string what) => $"{Figures.Count(number)} {what}{(number == 1 ? "" : "s")}";
}
