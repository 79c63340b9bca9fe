using System.Globalization;
using System.Runtime.InteropServices;
using StreamGuard.Soak;
using StreamGuard.Soak.Hosting;

return args switch
{
    [var root, "fuzz", .. var rest] => Fuzz.Run(root, Number(rest, 0) ?? 1_000_000, (int)(Number(rest, 1) ?? Random.Shared.Next())),
    [var root, "kafka", var servers, .. var rest] => Kafka(root, servers, rest),
    [var root, "host", var servers, var program, "--calm", .. var rest] when Minutes(rest) is { } minutes => await HostAsync(root, servers, program, minutes, isCalm: true),
    [var root, "host", var servers, var program, .. var rest] when Minutes(rest) is { } minutes => await HostAsync(root, servers, program, minutes, isCalm: false),
    _ => Usage(),
};

static int Kafka(string root, string servers, string[] rest)
{
    using var soak = new KafkaSoak(root, servers, Number(rest, 0) ?? 8_640_000, (int)(Number(rest, 1) ?? Random.Shared.Next()));
    return soak.Run();
}

static async Task<int> HostAsync(string root, string servers, string program, double minutes, bool isCalm)
{
    await using var soak = new HostSoak(root, servers, program, TimeSpan.FromMinutes(minutes), isCalm);
    // Whoever ends it leaves no broker, host, browser and disk behind.
    var ended = new TaskCompletionSource<int>();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
    return await await Task.WhenAny(soak.RunAsync(), ended.Task);

    void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        ended.TrySetResult(130);
    }
}

static double? Minutes(string[] rest) => rest switch
{
    [] => 60,
    ["--quick"] => 3,
    ["--minutes", var minutes] when double.TryParse(minutes, CultureInfo.InvariantCulture, out var number) && number >= 3 => number,
    _ => null,
};

static long? Number(string[] rest, int at) => at < rest.Length ? long.Parse(rest[at], CultureInfo.InvariantCulture) : null;

static int Usage()
{
    Console.Error.WriteLine("usage: tests/Soak/run fuzz [RECORDS] [SEED] | kafka [RECORDS] [SEED] | host [--calm] [--minutes N | --quick]");
    return 2;
}
