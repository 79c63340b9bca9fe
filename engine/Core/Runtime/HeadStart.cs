using System.Security.Cryptography;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Kernels;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// What most runs need and what takes many milliseconds when it is first used, begun on other processors while the command
/// line and the pipeline file are read. Nobody waits for it: whoever needs such a thing earlier finds it half made, or makes it.
/// </summary>
public static class HeadStart
{
    /// <summary>Begins it; does nothing where there is one processor only, which has them to read.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount == 1) return;
        Task.Run(Rehearsal.RunAsync);
        // What comes latest in the rehearsal and takes longest.
        Task.Run(CompileKernel);
        // Loads the library that fingerprints of state are made with.
        Task.Run(() => SHA256.HashData([]));
    }

    /// <summary>The first kernel brings the compiler of kernels and the catalog of functions with it.</summary>
    internal static void CompileKernel()
    {
        var schema = new Schema([new Field("number", ColumnType.Int)]);
        var condition = (BoundExpression)ExpressionBinder.Bind("number + 1 > 0", default, schema, new Problems())!;
        KernelCache.Selection(KernelShape.Of(condition.Root), nulls: false);
    }
}
