using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions;
using StreamGuard.Core.History;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Host.Commands;

/// <summary>Lists the functions of expressions, or says all about one.</summary>
internal static class FunctionsCommand
{
    private const string Aggregates = "Aggregate";
    private const string History = "History";

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "functions",
            "Lists the functions and aggregates of expressions, or explains one.",
            "./streamguard functions",
            "./streamguard functions percentile");
        var name = new Argument<string?>("name") { Description = "A function to explain.", Arity = ArgumentArity.ZeroOrOne };
        var plugins = PluginOption.Create();
        command.Add(name);
        command.Add(plugins);
        command.SetAction(parsed => Print(parsed, parsed.GetValue(name), parsed.GetValue(plugins)));
        return command;
    }

    private static int Print(ParseResult parsed, string? name, string? plugins)
    {
        var aggregates = Installed.Registry(plugins).AggregateFunctions.ToList();
        var output = parsed.InvocationConfiguration.Output;
        if (name is null) return List(aggregates, output);
        var function = FunctionCatalog.Find(name);
        var aggregate = aggregates.Find(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        var asked = HistoryFunctions.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));
        if (function is not null) Explain(function, output);
        if (aggregate is not null) Explain(aggregate, "aggregate", output);
        if (asked is not null) Explain(asked, "of the history, in over", output);
        if (function is not null || aggregate is not null || asked is not null) return ExitCodes.Done;

        var known = FunctionCatalog.All.Select(each => each.Name).Concat(aggregates.Concat(HistoryFunctions.All).Select(each => each.Name));
        parsed.InvocationConfiguration.Error.WriteLine($"streamguard: there is no function '{name}'.");
        if (NearMatch.Find(name, known) is { } near) parsed.InvocationConfiguration.Error.WriteLine($"    Did you mean '{near}'?");
        return ExitCodes.Bad;
    }

    private static int List(List<IAggregateFunction> aggregates, TextWriter output)
    {
        foreach (var category in FunctionCatalog.All.GroupBy(function => function.Category).OrderBy(category => category.Key))
            Chapter(category.Key.ToString(), category.Select(function => (function.Name, function.Summary)), output);
        Chapter(Aggregates, aggregates.Select(function => (function.Name, function.Summary)), output);
        Chapter(History, HistoryFunctions.All.Select(function => (function.Name, function.Summary)), output);
        return ExitCodes.Done;
    }

    private static void Chapter(string title, IEnumerable<(string Name, string Summary)> functions, TextWriter output)
    {
        output.WriteLine(title);
        foreach (var (name, summary) in functions.OrderBy(function => function.Name, StringComparer.Ordinal))
            output.WriteLine($"  {name,-18} {summary.Split(". ")[0].TrimEnd('.')}");
    }

    private static void Explain(FunctionDefinition function, TextWriter output)
    {
        foreach (var signature in function.Signatures) output.WriteLine(signature);
        output.WriteLine($"    {function.Summary}");
        if (function.Aliases.Count > 0) output.WriteLine($"    Also: {string.Join(", ", function.Aliases)}.");
        foreach (var example in function.Examples) output.WriteLine($"    {example.Expression} = {example.Value}");
    }

    private static void Explain(ICallable function, string what, TextWriter output)
    {
        output.WriteLine($"{function.Signature}  ({what})");
        output.WriteLine($"    {function.Summary}");
    }
}
