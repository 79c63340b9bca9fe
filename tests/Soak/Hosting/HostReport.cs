using System.Globalization;
using System.Runtime.InteropServices;
using StreamGuard.Soak.Hosting.Around;
using StreamGuard.Soak.Hosting.Load;
using StreamGuard.Soak.Hosting.Proof;

namespace StreamGuard.Soak.Hosting;

/// <summary>RESULTS.md of the host's soak.</summary>
internal sealed class HostReport(string root, string commit, TimeSpan lasts, bool isCalm, List<Sender> senders, Troubles troubles, Tended tended, Vitals vitals, ApiClients clients, Surroundings around, List<Finding> findings)
{
    public string Write()
    {
        var report = new StringWriter(CultureInfo.InvariantCulture);
        var wrong = findings.Count(finding => !finding.IsRight);
        report.WriteLine(isCalm ? "# A host under load that nothing happens to\n" : "# A host under load, killed, changed and with a full disk\n");
        report.WriteLine($"`tests/Soak/run host {(isCalm ? "--calm " : "")}--minutes {lasts.TotalMinutes:0.#}` on {DateTime.UtcNow:yyyy-MM-dd}, commit {commit}, {Environment.ProcessorCount} processors ({Processor()}), {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}; load of the machine, with whatever else was at work, {Middle(vitals.All.Select(look => look.Load)):F1} in the middle, {vitals.All.Max(look => look.Load):F1} at the most.\n");
        report.WriteLine($"`streamguard serve` with the three shipped live pipelines, Kafka, {senders.Sum(sender => sender.Load.Rate):N0} rows a second for {lasts.TotalMinutes:0.#} minutes, {senders.Sum(sender => sender.Rows):N0} in all. {(wrong == 0 ? "**Nothing lost, nothing twice**: all counts below are what they must be." : $"**{wrong} of the counts below differ.**")}\n");
        Course(report);
        Memory(report);
        Answers(report);
        report.WriteLine("## Counts\n");
        report.WriteLine("| pipeline | what | must be | is | |\n|---|---|---|---|---|");
        foreach (var finding in findings) report.WriteLine(finding);
        File.WriteAllText(Path.Combine(root, "tests", "Soak", isCalm ? "CALM.md" : "RESULTS.md"), report.ToString());
        return report.ToString();
    }

    private void Course(StringWriter report)
    {
        report.WriteLine(isCalm ? "## What was around it\n" : "## What was done to it\n");
        if (!isCalm) Troubles(report);
        report.WriteLine(around.Scrapes is null ? "- No Prometheus." : $"- Prometheus every 5 s: {around.Answered:N0} of {around.Scrapes:N0} scrapes answered{(around.Answered < around.Scrapes ? ", the others while there was no host" : "")}; the slowest took {around.SlowestScrape * 1000:F0} ms.");
        report.WriteLine(around.Page is null ? "- No browser." : $"- The page open in Chromium all the time; at the end {around.PageHeap:F1} MB of JavaScript, and it shows: {around.Page}");
        report.WriteLine($"- A client of the live stream: {clients.Events:N0} events, the longest silence of an open stream {clients.LongestSilence.TotalSeconds:F1} s.\n");
    }

    private void Troubles(StringWriter report)
    {
        report.WriteLine($"- Killed {troubles.Kills} times with SIGKILL, twice of them while a file was changed and once with a full disk. All three pipelines ran again after {Middle(tended.Returns):F1} s, {tended.Returns.Max():F1} s at the most.");
        report.WriteLine($"- {troubles.Taken} changes of files put in force in the running pipelines; nothing went into one for {Middle(tended.Stalls):F0} ms, {tended.Stalls.Max():F0} ms at the most (with its checkpoint). {troubles.Refused} bad ones refused, the pipeline going on. A file half written for a second was not read.{(troubles.Wrong.Count == 0 ? "" : $" **Otherwise than it should: {string.Join("; ", troubles.Wrong)}.**")}");
        report.WriteLine($"- The broker killed and started again after {troubles.BrokerAway.TotalSeconds:F0} s.");
        report.WriteLine(troubles.Full == TimeSpan.Zero ? "- The disk was not filled: that needs root." : $"- The disk of state, store and lake had no byte left for {troubles.Full.TotalSeconds:F0} s.");
    }

    private void Memory(StringWriter report)
    {
        var life = vitals.LastLife;
        var settled = life.Where(look => look.At - life[0].At > (life[^1].At - life[0].At) / 4).ToList();
        report.WriteLine("## Memory, descriptors, threads\n");
        report.WriteLine($"The last life of the host, {(life[^1].At - life[0].At).TotalMinutes:F1} minutes, without its first quarter; most of all lives: {vitals.All.Max(look => look.Resident):F0} MB, of it managed {around.Heap:F0} MB.\n");
        report.WriteLine("| | first tenth | last tenth | a hour | least | most |\n|---|---|---|---|---|---|");
        Line("resident, MB", look => look.Resident);
        Line("descriptors", look => look.Descriptors);
        Line("threads", look => look.Threads);
        var step = Math.Max(1, life.Count / 12);
        report.WriteLine($"\nResident in the course of that life, MB: {string.Join(", ", life.Where((_, i) => i % step == 0).Select(look => FormattableString.Invariant($"{look.Resident:F0}")))}.\n");

        void Line(string name, Func<Vitals.Look, double> of)
        {
            var tenth = Math.Max(1, settled.Count / 10);
            report.WriteLine($"| {name} | {Middle(settled.Take(tenth).Select(of)):F0} | {Middle(settled.TakeLast(tenth).Select(of)):F0} | {Slope(settled, of):+0.0;-0.0} | {settled.Min(of):F0} | {settled.Max(of):F0} |");
        }
    }

    private void Answers(StringWriter report)
    {
        report.WriteLine("## Answers over HTTP, milliseconds\n");
        report.WriteLine($"Twenty requests a second all the time, {(isCalm ? "" : "during kills, changes and the full disk too; ")}{clients.Unanswered:N0} found no host.\n");
        report.WriteLine("| asked | requests | p50 | p99 | p99.9 | most |\n|---|---|---|---|---|---|");
        var all = clients.Took;
        foreach (var (kind, took) in all.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line(kind, took);
        Line("all", [.. all.Values.SelectMany(took => took).Order()]);
        report.WriteLine($"\nOther than 200: {(clients.Refused.Count == 0 ? "none" : string.Join(", ", clients.Refused.Select(pair => $"{pair.Key} {pair.Value:N0} times")))}. wrk, four connections as fast as they are answered, beside the load:\n");
        foreach (var found in troubles.Wrks) report.WriteLine($"- {found}");
        report.WriteLine();

        void Line(string kind, List<double> took) =>
            report.WriteLine($"| {kind} | {took.Count:N0} | {Of(took, 0.5):F1} | {Of(took, 0.99):F1} | {Of(took, 0.999):F1} | {took[^1]:F0} |");
    }

    private static double Of(List<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static double Middle(IEnumerable<double> values) => Of([.. values.Order()], 0.5);

    /// <summary>By least squares, per hour.</summary>
    private static double Slope(List<Vitals.Look> looks, Func<Vitals.Look, double> of)
    {
        var hours = looks.Select(look => (look.At - looks[0].At).TotalHours).ToList();
        var (x, y) = (hours.Average(), looks.Average(of));
        var square = hours.Sum(hour => (hour - x) * (hour - x));
        return square == 0 ? 0 : looks.Select((look, i) => (hours[i] - x) * (of(look) - y)).Sum() / square;
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[1] ?? RuntimeInformation.ProcessArchitecture.ToString();
}
