using System.Globalization;
using StreamGuard.Soak;

return args switch
{
    [var root, "fuzz", .. var rest] => Fuzz.Run(root, Number(rest, 0) ?? 1_000_000, (int)(Number(rest, 1) ?? Random.Shared.Next())),
    _ => Usage(),
};

static long? Number(string[] rest, int at) => at < rest.Length ? long.Parse(rest[at], CultureInfo.InvariantCulture) : null;

static int Usage()
{
    Console.Error.WriteLine("usage: tests/Soak/run fuzz [RECORDS] [SEED]");
    return 2;
}
