using System.Diagnostics;

namespace StreamGuard.Benchmarks.Hosting;

/// <summary>
/// Asks at a fixed rate, whether the answers before have come or not, and takes the time from when each question was due: a
/// host that stands still for a second is a second late for all that was due in it.
/// </summary>
internal static class PacedRequests
{
    /// <summary>Milliseconds of each answer, in order of size.</summary>
    /// <param name="client">Asks.</param>
    /// <param name="path">For what.</param>
    /// <param name="rate">Questions a second.</param>
    /// <param name="duration">How long.</param>
    /// <exception cref="HttpRequestException">An answer was not a success.</exception>
    public static async Task<IReadOnlyList<double>> RunAsync(HttpClient client, string path, int rate, TimeSpan duration)
    {
        var answers = new List<Task<double>>();
        var began = Stopwatch.GetTimestamp();
        for (var asked = 0; asked < rate * duration.TotalSeconds; asked++)
        {
            var due = TimeSpan.FromSeconds((double)asked / rate);
            while (Stopwatch.GetElapsedTime(began) < due) await Task.Delay(1);
            answers.Add(AskAsync(client, path, began, due));
        }

        return [.. (await Task.WhenAll(answers)).Order()];
    }

    private static async Task<double> AskAsync(HttpClient client, string path, long began, TimeSpan due)
    {
        using var answer = await client.GetAsync(path);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
        return (Stopwatch.GetElapsedTime(began) - due).TotalMilliseconds;
    }
}
