using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Choosing;
using StreamGuard.Plugins.Analyst.Contexts;
using StreamGuard.Plugins.Analyst.Prompts;
using StreamGuard.Plugins.Http.Options;

namespace StreamGuard.Plugins.Analyst;

/// <summary>What an analysis is made of, once its options are checked.</summary>
/// <param name="Schema">Of what goes on.</param>
/// <param name="Chooser">Which rows are asked about.</param>
/// <param name="Context">What is remembered of keys; null for nothing.</param>
/// <param name="Prompts">What is asked.</param>
internal sealed record AnalyzePlan(Schema Schema, Chooser Chooser, ContextPlan? Context, PromptWriter Prompts)
{
    /// <returns>Null when there was a problem, which has been reported.</returns>
    public static AnalyzePlan? Bind(TransformBinding binding, AnalyzeOptions options)
    {
        CheckEndpoint(binding, options);
        var areInputs = CheckInputs(binding, options);
        var taken = AnalysisColumns.Fields.Where(field => binding.Input.IndexOf(field.Name) >= 0).ToList();
        if (taken.Count > 0)
            binding.Error(Codes.ColumnTaken, "", $"The answer has columns that '{binding.InputNames[0]}' has too: {string.Join(", ", taken.Select(field => field.Name))}.",
                $"Rename them before: select: {{ as: {{ alert_{taken[0].Name}: {taken[0].Name} }} }}.");

        var chooser = new Chooser(binding, options.Choose);
        var context = options.Context is { } written ? ContextPlan.Bind(binding, written) : null;
        var pieces = new PromptTemplate(binding, options.Context).Read(options.Template);
        CheckMask(binding, options, context);
        if (!areInputs || taken.Count > 0 || pieces is null || (options.Context is not null && context is null)) return null;

        Describe(binding, options, context);
        var schema = binding.Input.Add(AnalysisColumns.Fields);
        return new AnalyzePlan(schema, chooser, context, new PromptWriter(pieces, binding.RowText(binding.Input), [.. options.Mask], options.LongestPrompt.Bytes));
    }

    /// <summary>There is somebody to ask.</summary>
    public static bool IsOn(AnalyzeOptions options) => !string.IsNullOrWhiteSpace(options.Endpoint);

    private static void CheckEndpoint(TransformBinding binding, AnalyzeOptions options)
    {
        if (options.Key is { Text.Length: > 0 } key) Headers.CheckSecret(binding, "key", key);
        if (!IsOn(options)) return;
        Address.Check(binding, "endpoint", options.Endpoint!, "Write the server's address: http://localhost:8080/v1.");
        if (string.IsNullOrWhiteSpace(options.Model))
            binding.Error(Codes.Options, options.Model is null ? "endpoint" : "model", "An endpoint needs a model to ask.", "Write model: with its name, as the server calls it.");
    }

    private static bool CheckInputs(TransformBinding binding, AnalyzeOptions options)
    {
        if (binding.Input.IsUpdating)
        {
            binding.Error(Codes.Inputs, "", $"'{binding.InputNames[0]}' revises its rows, and each revision would be asked about.", "Take the rows once they are final.");
            return false;
        }

        if (binding.Inputs.Count == 1 || (binding.Inputs.Count == 2 && options.Context is not null)) return true;
        binding.Error(Codes.Inputs, "", binding.Inputs.Count == 2
            ? $"Of a second input, '{binding.InputNames[1]}', the context is taken, and there is none."
            : "analyze takes the rows to ask about, and one more input to take the context from.",
            binding.Inputs.Count == 2 ? "Write context: { key: [...], last_rows: 20 }, or leave the input out." : "Bring others together with a union first.");
        return false;
    }

    private static void CheckMask(TransformBinding binding, AnalyzeOptions options, ContextPlan? context)
    {
        for (var i = 0; i < options.Mask.Count; i++)
        {
            var name = options.Mask[i];
            if (context?.Columns.Any(column => column.Name == name) != true) binding.RequireColumn($"mask[{i}]", name, binding.Input);
        }
    }

    private static void Describe(TransformBinding binding, AnalyzeOptions options, ContextPlan? context)
    {
        var keys = context is null ? "" : $"; {context.MaxKeys} keys × {context.LastRows} rows and {context.Features.Count} features";
        binding.StateIsBounded($"{options.Queue} rows that wait for an answer{keys}");
        var remembered = options.Context is not { } of ? null : $"{string.Join(',', of.Key)} {of.LastRows} {string.Join(',', of.Features)} {binding.Inputs[^1]}";
        binding.StateDependsOn($"{binding.Input}, by {binding.Input.EventTime}", options.Choose.OnePer is { } one ? string.Join(',', one.Key) : null, remembered);
        if (!IsOn(options)) binding.Note("off: there is no endpoint, and chosen rows go on as not analysed");
        else
        {
            binding.Note("what a server outside answers is not the same in a replay");
            if (options.Mask.Count == 0) binding.Note("nothing is masked: chosen rows leave as they are");
            if (options.Key is not null && new Uri(options.Endpoint!) is { IsLoopback: false, Scheme: "http" }) binding.Note("the key goes over http, where others may read it");
        }
    }
}
