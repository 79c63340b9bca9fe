using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Functions;

namespace StreamGuard.Core.Expressions;

/// <summary>The page that lists operators, functions and aggregates, written from their definitions.</summary>
public static class FunctionDocs
{
    private const string Introduction = """
        # Expressions

        Written from the definitions in `engine/Core/Expressions/Functions`, `engine/Core/Aggregates/Functions` and
        `engine/Core/History/Functions`; `./streamguard functions` prints the same.

        - The syntax is NCalc's. Columns are written by name, `PS1_avg`, or in brackets, `[Tot sum]`, and their case counts;
          that of keywords and functions does not, nor do underscores in a function's name (`isNull`, `is_null`).
        - Numbers are `12`, `.5`, `123.`, `1e-2`; text is `'…'` or `"…"` with `\n \r \t \b \f \0 \\ \' \"` and `\u00e9`; a
          time is `timestamp('2025-11-08T14:30:45Z')` or `#2025-11-08#`, a duration `duration('5m')`.
        - From loosest to tightest: `c ? a : b`; `or ||`; `and &&`; `not`; `|`; `^`; `&`; `== = != <>`; `< <= > >=`, `in (…)`,
          `like`, `matches`, `between … and …`, each with `not` before it, and `is [not] null`; `<< >>`; `+ -`; `* / % div`;
          `- + ! ~` before an operand; `**`, from the right, so that `-1 ** 2` is -1.
        - Types are bool, int, float, string, timestamp, duration, json and lists. An int becomes a float where one is
          wanted; nothing else becomes another type unless a function says so.
        - Null in arithmetic, comparisons and functions gives null. `and` and `or` are three-valued; a condition that is null
          is not met.
        - What cannot be computed is null, never a wrong value: `/`, `div` and `%` by 0; an int, time or duration that 64 bits
          do not hold; a conversion of what has no value of the other type.
        - NaN and infinities are values. A comparison with NaN is false, `!=` too; `is_nan` tells. -0.0 equals 0.0.
        - Text is compared by its UTF-8 bytes, times are in UTC.

        """;

    /// <summary>Markdown, with a line feed at the end of each line.</summary>
    /// <param name="aggregates">The aggregates that come with the program.</param>
    /// <param name="history">What asks the history of a key with the row's own value.</param>
    public static string Markdown(IEnumerable<ICallable> aggregates, IEnumerable<ICallable> history)
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n"));
        page.Append("\n## Operators\n\n| operator | takes | gives |\n|---|---|---|\n");
        foreach (var each in Operators.All())
        {
            var takes = string.Join("<br>", each.Overloads.Select(overload => $"`{Cell(overload.Signature)}`"));
            page.Append(null, $"| `{Cell(Operator(each.Name))}` | {takes} | {Cell(each.Summary)} |\n");
        }

        foreach (var category in FunctionCatalog.All.GroupBy(each => each.Category))
            Chapter(page, category.Key, category);
        Chapter(page, "Aggregates", "In the aggregates of window and group, and in over, where each row is told what they came to before it.", aggregates);
        Chapter(page, "History", "In over, where each row asks what is known of its key.", history);
        return page.ToString();
    }

    private static void Chapter(StringBuilder page, string title, string where, IEnumerable<ICallable> functions)
    {
        page.Append(null, $"\n## {title}\n\n{where}\n");
        foreach (var function in functions.OrderBy(each => each.Name, StringComparer.Ordinal))
            page.Append(null, $"\n### {function.Name}\n\n- `{function.Signature}`\n\n{function.Summary}\n");
    }

    private static void Chapter(StringBuilder page, FunctionCategory category, IEnumerable<FunctionDefinition> functions)
    {
        page.Append(null, $"\n## {category}\n");
        foreach (var function in functions)
        {
            page.Append(null, $"\n### {function.Name}\n\n");
            foreach (var signature in Shown(function)) page.Append(null, $"- `{signature}`\n");
            page.Append(null, $"\n{function.Summary}");
            if (function.Aliases.Count > 0) page.Append(null, $" Also called {string.Join(", ", function.Aliases)}.");
            page.Append('\n');
            foreach (var example in function.Examples) page.Append(null, $"\n    {example.Expression}  →  {example.Value}\n");
        }
    }

    private static IEnumerable<string> Shown(FunctionDefinition function) => function.Name == "ifs"
        ? function.Signatures.Take(2).Append("ifs(…)")
        : function.Signatures;

    private static string Operator(string name) => name switch
    {
        "neg" => "-a",
        "pos" => "+a",
        "if" => "c ? a : b",
        "is null" => "a is null",
        "not" or "~" => $"{name} a",
        "in" => "a in (b, …)",
        "between" => "a between b and c",
        _ => $"a {name} b",
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
