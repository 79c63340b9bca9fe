using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Spending;
using StreamGuard.Plugins.Http;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>
/// Asks a server, within the budget and not what was answered before. A server in trouble is asked again, and one that asks
/// to wait is left alone by all for so long.
/// </summary>
internal sealed class Asker(AnalyzeOptions options, IChat chat, DailyBudget budget, AnswerCache cache, TimeProvider clock) : IAsker
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private long _restsUntil;

    public async Task<Outcome> AskAsync(string prompt, CancellationToken stop)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Model}\n{ChatRequest.Task}\n{AnalysisForm.Schema}\n{prompt}")));
        if (cache.Find(hash) is { } known) return new Outcome(known, null) { IsCached = true, Model = options.Model };
        var outcome = Outcome.None(Reasons.NotReached);
        for (var attempt = 0; attempt < options.Attempts; attempt++)
        {
            if (!await RestAsync(stop).ConfigureAwait(false)) return outcome;
            (outcome, var wait) = await TryAsync(prompt, FirstWait * Math.Pow(2, attempt), stop).ConfigureAwait(false);
            if (wait is null) break;
            RestFor(wait.Value);
        }

        if (outcome.Analysis is { } analysis) cache.Keep(hash, analysis);
        return outcome;
    }

    public void Dispose() => chat.Dispose();

    /// <summary>Waits while the server is to be left alone; false where that takes too long.</summary>
    private async Task<bool> RestAsync(CancellationToken stop)
    {
        var left = TimeSpan.FromTicks(Interlocked.Read(ref _restsUntil) - clock.GetUtcNow().Ticks);
        if (left > LongestWait) return false;
        if (left > TimeSpan.Zero) await Task.Delay(left, clock, stop).ConfigureAwait(false);
        return true;
    }

    private void RestFor(TimeSpan span)
    {
        var until = clock.GetUtcNow().Ticks + Math.Min(span.Ticks, TimeSpan.TicksPerDay);
        for (var known = Interlocked.Read(ref _restsUntil); until > known; known = Interlocked.Read(ref _restsUntil))
            if (Interlocked.CompareExchange(ref _restsUntil, until, known) == known) return;
    }

    /// <summary>One request; with how long to wait before another is worth it, null where none is.</summary>
    private async Task<(Outcome Outcome, TimeSpan? Wait)> TryAsync(string prompt, TimeSpan usualWait, CancellationToken stop)
    {
        var body = chat.Body(prompt);
        var reserved = default(Reservation);
        try
        {
            // No letter makes more than a token a byte; what the server adds to a message is less than the braces around it.
            if (budget.Reserve(body.Length + options.AnswerTokens, out reserved) is { } spent) return (Outcome.None(spent), null);
            var answer = await chat.SendAsync(body, stop).ConfigureAwait(false);
            if (answer.IsGood)
            {
                var outcome = answer.IsWhole ? ChatAnswer.Read(answer.Body) : Outcome.None(Reasons.TooLong);
                if (outcome.Tokens is { } tokens) budget.Settle(reserved, tokens);
                return (outcome, null);
            }

            if ((int)answer.Status < 500) budget.Settle(reserved, 0); // Refused before a model has read it.
            return chat.Learns(answer) ? (Outcome.None(Reasons.Refused), TimeSpan.Zero) : Judge(answer, usualWait);
        }
        catch (HttpFailure failure)
        {
            if (failure.Trouble is HttpTrouble.NotReached or HttpTrouble.NotTrusted) budget.GiveBack(reserved);
            return failure.Trouble switch
            {
                HttpTrouble.TimedOut => (Outcome.None(Reasons.TimedOut), TimeSpan.Zero),
                HttpTrouble.NotTrusted => (Outcome.None($"{Reasons.NotTrusted}: {failure.Message}"), null),
                HttpTrouble.Broken => (Outcome.None($"{Reasons.Broken}: {failure.Message}"), usualWait),
                _ => (Outcome.None($"{Reasons.NotReached}: {failure.Message}"), usualWait),
            };
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return (Outcome.None($"{Reasons.BudgetUnwritten}: {cause.Message}"), null);
        }
    }

    private static (Outcome, TimeSpan?) Judge(HttpAnswer answer, TimeSpan usualWait)
    {
        var said = ServerWords.Said(answer);
        if ((int)answer.Status == 429) return (Outcome.None($"{Reasons.TooMany}: {said}"), answer.After ?? usualWait);
        return answer.MayPass ? (Outcome.None($"{Reasons.InTrouble}: {said}"), answer.After ?? usualWait) : (Outcome.None($"{Reasons.Refused}: {said}"), null);
    }
}
