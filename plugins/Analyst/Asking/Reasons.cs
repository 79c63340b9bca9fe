namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>Why a row is not analysed, each counted; particulars stand behind a colon.</summary>
internal static class Reasons
{
    public const string Off = "off";
    public const string QueueFull = "too many wait";
    public const string PromptTooLong = "prompt too long";
    public const string RequestsSpent = "requests of the day are spent";
    public const string TokensSpent = "tokens of the day are spent";
    public const string BudgetUnwritten = "budget cannot be written";
    public const string TimedOut = "timed out";
    public const string NotReached = "not reached";
    public const string NotTrusted = "not trusted";
    public const string Broken = "connection broken";
    public const string TooMany = "too many requests";
    public const string InTrouble = "server in trouble";
    public const string Refused = "refused";
    public const string NoAnswer = "no answer in the answer";
    public const string NoJson = "answer is no JSON";
    public const string WrongForm = "answer of another form";
    public const string TooLong = "answer too long";
    public const string Failed = "failed";
    public const string Ended = "input ended before the answer";
    public const string Stopped = "stopped before the answer";

    /// <summary>The words before the particulars.</summary>
    public static string Words(string reason) => reason.Split(": ")[0];
}
