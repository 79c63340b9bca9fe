using System.Globalization;
using StreamGuard.Soak;

return args switch
{
    [var root, "fuzz", .. var rest] => Fuzz.Run(root, Number(rest, 0) ?? 1_000_000, (int)(Number(rest, 1) ?? Random.Shared.Next())),
    [var root, "kafka", var servers, .. var rest] => Kafka(root, servers, rest),
    _ => Usage(),
};

static int Kafka(string root, string servers, string[] rest)
{
    using var soak = new KafkaSoak(root, servers, Number(rest, 0) ?? 8_640_000, (int)(Number(rest, 1) ?? Random.Shared.Next()));
    return soak.Run();
}

static long? Number(string[] rest, int at) => at < rest.Length ? long.Parse(rest[at], CultureInfo.InvariantCulture) : null;

static int Usage()
{
    Console.Error.WriteLine("usage: tests/Soak/run fuzz [RECORDS] [SEED] | kafka [RECORDS] [SEED]");
    return 2;
}
