using System.Diagnostics;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;

namespace StreamGuard.Benchmarks;

/// <summary>Compiled expressions over batches of 4096 rows.</summary>
internal static class ExpressionBench
{
    private const int Rows = 4096;
    private const int Batches = 20_000;

    private static readonly string[] Texts =
    [
        "(a + b + c + d + e + f) / 6",
        "a * b / c",
        "a > 0.5 and b < 0.25 or c >= d",
        "if(a > 0.5, b, c)",
        "sqrt(a * a + b * b)",
        "n % 7 = 3",
        "name = 'PS3'",
        "coalesce(maybe, 0) + a",
    ];

    public static int Run()
    {
        var batch = Columns();
        foreach (var text in Texts)
        {
            var problems = new Problems();
            var expression = ExpressionBinder.Bind(text, default, batch.Schema, problems) ?? throw new InvalidOperationException(string.Join('\n', problems.All));
            for (var i = 0; i < Batches / 4; i++) expression.Evaluate(batch).Release();
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batches; i++) expression.Evaluate(batch).Release();
            var nanoseconds = Stopwatch.GetElapsedTime(began).TotalNanoseconds / ((double)Rows * Batches);
            Console.WriteLine(FormattableString.Invariant($"| `{text}` | {nanoseconds:F2} |"));
        }

        return 0;
    }

    private static Batch Columns()
    {
        var random = new Random(1);
        Field[] fields = [.. "abcdef".Select(name => new Field($"{name}", ColumnType.Float)), new("n", ColumnType.Int), new("name", ColumnType.String), new("maybe", ColumnType.Float)];
        var builder = new BatchBuilder(new Schema(fields));
        for (var row = 0; row < Rows; row++)
            builder.Row([.. Enumerable.Range(0, 6).Select(_ => (object?)random.NextDouble()), (long)random.Next(), $"PS{random.Next(6)}", random.Next(4) == 0 ? null : random.NextDouble()]);
        return builder.Build();
    }
}
