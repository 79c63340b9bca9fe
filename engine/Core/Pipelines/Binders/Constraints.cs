using System.Collections;
using System.Globalization;
using System.Reflection;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>A constraint that a value breaks.</summary>
/// <param name="Code">The problem's code.</param>
/// <param name="Rule">What it says: must be greater than 0.</param>
internal sealed record BrokenConstraint(string Code, string Rule);

/// <summary>Checks the constraint attributes of options.</summary>
internal static class Constraints
{
    /// <summary>The first constraint of the property that the value breaks; null when it keeps all.</summary>
    public static BrokenConstraint? Check(PropertyInfo property, object value)
    {
        if (IsEmpty(value) && property.IsDefined(typeof(NotEmptyAttribute))) return new(ProblemCodes.Empty, "must not be empty");
        if (Number(value) is not { } number) return null;
        return Rules(property).Where(rule => !rule.Holds(number)).Select(rule => new BrokenConstraint(ProblemCodes.OutOfRange, rule.Text)).FirstOrDefault();
    }

    /// <summary>The property's constraints on numbers, in words: must be greater than 0.</summary>
    public static IEnumerable<(string Text, Func<double, bool> Holds)> Rules(PropertyInfo property)
    {
        if (property.IsDefined(typeof(PositiveAttribute))) yield return ("must be greater than 0", number => number > 0);
        if (property.IsDefined(typeof(NotNegativeAttribute))) yield return ("must not be below 0", number => number >= 0);
        if (property.GetCustomAttribute<BetweenAttribute>() is { } between)
        {
            var bounds = string.Create(CultureInfo.InvariantCulture, $"must be from {between.Least} to {between.Greatest}");
            yield return (bounds, number => number >= between.Least && number <= between.Greatest);
        }
    }

    private static bool IsEmpty(object value) => value switch
    {
        string text => text.Length == 0,
        ExpressionText expression => string.IsNullOrWhiteSpace(expression.Text),
        IEnumerable items => !items.Cast<object>().Any(),
        _ => false,
    };

    private static double? Number(object value) => value switch
    {
        int number => number,
        long number => number,
        double number => number,
        Duration duration => duration.Microseconds,
        Extent extent => extent.IsRows ? extent.Rows : extent.Time.Microseconds,
        _ => null,
    };
}
