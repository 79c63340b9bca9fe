using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>Shows nothing.</summary>
internal sealed class QuietDisplay : IRunDisplay
{
    public TimeSpan Every => TimeSpan.FromHours(1);

    public void Show(RunSnapshot snapshot) { }

    public void Say(string line) { }

    public void End(RunResult result, Func<string> summary) { }
}
