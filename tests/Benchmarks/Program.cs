using StreamGuard.Benchmarks;

return args switch
{
    ["h", var file, .. var rest] => await WorkloadH.RunAsync(file, runs: 5, disorder: rest.FirstOrDefault() ?? "0s"),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: StreamGuard.Benchmarks h FILE.ndjson [DISORDER]");
    return 2;
}
