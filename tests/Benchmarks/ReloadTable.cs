using System.Text;

namespace StreamGuard.Benchmarks;

/// <summary>The section on pipelines that are changed while they run.</summary>
/// <param name="work">A folder to work in.</param>
/// <param name="ours">The program of the benchmarks.</param>
internal sealed class ReloadTable(string work, string ours)
{
    public void Write(StringBuilder report, bool quick)
    {
        report.AppendLine("Rows of random keys as fast as they are taken, one lane, two processors, a checkpoint a second; the longest time that no row comes to the first transform, milliseconds, in 20 changes each (10 restarts). Filter: another condition beside a window whose state goes on as it is. Window: the window itself is made anew and takes over the state of every key. Restart: stopped with a last checkpoint and started again in the same process. Torn: rows lost, doubled or out of order over all of it.\n");
        report.AppendLine("| keys | filter p50 | most | window p50 | most | restart p50 | most | million rows | torn |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var keys in quick ? new[] { 10_000 } : [10_000, 100_000, 1_000_000])
        {
            var json = Machine.Json(work, "taskset", "-c", "0,1", "dotnet", ours, "reload", FormattableString.Invariant($"{keys}"));
            double Of(string name) => json.GetProperty(name).GetDouble();
            report.AppendLine(FormattableString.Invariant($"| {keys:N0} | {Of("filter_p50_ms"):F0} | {Of("filter_max_ms"):F0} | {Of("window_p50_ms"):F0} | {Of("window_max_ms"):F0} | {Of("restart_p50_ms"):F0} | {Of("restart_max_ms"):F0} | {Of("rows") / 1e6:F0} | {Of("torn"):F0} |"));
        }

        report.AppendLine();
    }
}
