using System.Security.Cryptography;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.Expressions.Kernels;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// What takes many milliseconds when it is first used, begun on other processors before a run needs it. Nobody waits for it:
/// whoever needs such a thing earlier finds it half made, or makes it. Does nothing where there is one processor only.
/// </summary>
public static class HeadStart
{
    /// <summary>What every run needs, while the command line is read.</summary>
    public static void Begin()
    {
        if (Environment.ProcessorCount == 1) return;
        Task.Run(ReadYaml);
        Task.Run(CompileKernel);
    }

    /// <summary>What the rows of a plan will need, while sinks are opened and the first of them are read.</summary>
    public static void GoOnWith(Plan plan)
    {
        if (Environment.ProcessorCount == 1) return;
        // Loads the library that checkpoints are checked with.
        if (plan.Run.CheckpointPath is not null) Task.Run(() => SHA256.HashData([]));
        Task.Run(() => CompileKernels(plan));
    }

    /// <summary>The reader of YAML brings a pattern with it that is compiled.</summary>
    internal static void ReadYaml() => YamlReader.Read("first.yaml", "first: yaml", new Problems());

    /// <summary>The first kernel brings the compiler of kernels and the catalog of functions with it.</summary>
    internal static void CompileKernel()
    {
        var schema = new Schema([new Field("number", ColumnType.Int)]);
        var condition = (BoundExpression)ExpressionBinder.Bind("number + 1 > 0", default, schema, new Problems())!;
        condition.CompileSelection();
    }

    /// <summary>As most rows need them: without nulls.</summary>
    internal static void CompileKernels(Plan plan)
    {
        foreach (var node in plan.Nodes)
        {
            // Those of a filter select rows; all others make columns.
            foreach (var expression in node.Expressions.Values) Compile(expression, isSelection: node.Kind == "filter");
            foreach (var aggregate in node.Aggregates.Values) Compile(aggregate.Calls.SelectMany(call => call.Arguments).Append(aggregate.Final));
            foreach (var history in node.Histories.Values) Compile(history.Calls.SelectMany(call => call.Arguments).Append(history.Final));
        }
    }

    private static void Compile(IEnumerable<Expression?> expressions)
    {
        foreach (var expression in expressions) Compile(expression, isSelection: false);
    }

    private static void Compile(Expression? expression, bool isSelection)
    {
        if (isSelection) (expression as BoundExpression)?.CompileSelection();
        else (expression as BoundExpression)?.CompileValues();
    }
}
