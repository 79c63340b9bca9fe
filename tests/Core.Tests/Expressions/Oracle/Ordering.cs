using System.Text;

namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>Comparisons of two values of one type.</summary>
internal static class Ordering
{
    public static bool Holds(string comparison, object left, object right)
    {
        if (left is double.NaN || right is double.NaN) return false;
        var order = Compare(left, right);
        return comparison switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }

    private static int Compare(object left, object right) => (left, right) switch
    {
        (double a, double b) => a == b ? 0 : a < b ? -1 : 1,
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (Moment a, Moment b) => a.Micros.CompareTo(b.Micros),
        (Span a, Span b) => a.Micros.CompareTo(b.Micros),
        _ => ((IComparable)left).CompareTo(right),
    };
}
