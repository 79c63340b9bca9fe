using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Asking;

namespace StreamGuard.Plugins.Analyst;

/// <summary>What is counted of questions: answers, and each reason for which there is none.</summary>
internal static class AnalyzeFigures
{
    public static void Count(FigureSet figures, Outcome outcome)
    {
        if (outcome.Why is { } why)
        {
            var words = Reasons.Words(why);
            figures.Count($"not_analysed_{words.Replace(' ', '_').ToLowerInvariant()}", $"not analysed, {words}").Value++;
            var all = figures.Count("not_analysed", "not analysed");
            all.Value++;
            all.Text = why;
            return;
        }

        figures.Count("analysed", "analysed").Value++;
        if (outcome.IsCached) figures.Count("analysed_from_cache", "analysed from the cache").Value++;
    }

    public static void Show(FigureSet figures, (long Requests, long Tokens) spent)
    {
        figures.Measure("requests_today", "requests today").Value = spent.Requests;
        figures.Measure("tokens_today", "tokens today").Value = spent.Tokens;
    }
}
