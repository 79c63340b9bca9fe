using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace StreamGuard.Core.Tests.Expressions.Oracle;

/// <summary>Operators and functions that are null for a null, over values that are none.</summary>
internal static class StrictFunctions
{
    public static object? Call(string name, object[] x) => (name, x) switch
    {
        ("not", [bool a]) => !a,
        ("neg" or "pos" or "+" or "-" or "*" or "/" or "%" or "div" or "**" or "&" or "|" or "^" or "~" or "<<" or ">>", _) => Arithmetic(name, x),
        ("abs" or "sign" or "floor" or "ceiling" or "truncate" or "round" or "sqrt" or "exp" or "ln" or "max" or "min" or "is_nan" or "is_finite", _) => Number(name, x),
        ("to_int" or "to_float" or "to_string" or "to_bool", [var a]) => Conversion(name, a),
        ("timestamp", [string text]) => new Moment(Micros(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime)),
        ("duration", [string text]) => new Span(long.Parse(text[..^1], CultureInfo.InvariantCulture) * 1_000_000),
        ("to_seconds", [Span span]) => span.Micros / 1e6,
        (_, [Moment time]) => TimePart(name, time),
        ("date_trunc", [string unit, Moment time]) => Truncated(unit, time),
        _ => Text(name, x),
    };

    private static object? Arithmetic(string name, object[] x) => (name, x) switch
    {
        ("pos", [var a]) => a,
        ("neg", [double a]) => -a,
        ("neg", [long a]) => Fit(-(BigInteger)a),
        ("neg", [Span a]) => Like(x[0], -(BigInteger)a.Micros),
        ("~", [long a]) => -1 - a,
        ("+", [string a, string b]) => a + b,
        ("-", [Moment a, Moment b]) => (double)((Int128)a.Micros - b.Micros) / 1e6,
        ("/", [Span a, Span b]) => b.Micros == 0 ? null : (double)a.Micros / b.Micros,
        ("/", [Span a, _]) => Double(x[1]) == 0 ? null : Rounded(a.Micros / Double(x[1])),
        ("*", [Span a, double b]) => Rounded(a.Micros * b),
        ("*", [double a, Span b]) => Rounded(b.Micros * a),
        ("/", _) => Double(x[1]) == 0 ? null : Double(x[0]) / Double(x[1]),
        ("**", _) => Math.Pow(Double(x[0]), Double(x[1])),
        ("div", [long a, long b]) => b == 0 ? null : Fit(BigInteger.Divide(a, b)),
        ("%", [long a, long b]) => b == 0 ? null : Fit(BigInteger.Remainder(a, b)),
        ("%", _) => Double(x[1]) == 0 ? null : Double(x[0]) % Double(x[1]),
        ("&", [long a, long b]) => a & b,
        ("|", [long a, long b]) => a | b,
        ("^", [long a, long b]) => a ^ b,
        ("<<", [long a, long b]) => a << (int)(b & 63),
        (">>", [long a, long b]) => a >> (int)(b & 63),
        (_, [double, _] or [_, double]) => Floats(name, Double(x[0]), Double(x[1])),
        _ => Like(Array.Find(x, each => each is Moment) ?? Array.Find(x, each => each is Span) ?? x[0], Whole(name, x)),
    };

    private static double Floats(string name, double a, double b) => name switch { "+" => a + b, "-" => a - b, _ => a * b };

    private static BigInteger Whole(string name, object[] x)
    {
        var (a, b) = (Int(x[0]), Int(x[1]));
        return name switch { "+" => a + b, "-" => a - b, _ => a * b };
    }

    private static object? Number(string name, object[] x) => (name, x) switch
    {
        ("abs", [long a]) => Fit(BigInteger.Abs(a)),
        ("abs", [double a]) => a < 0 || double.IsNegative(a) ? -a : a,
        ("sign", [long a]) => (long)a.CompareTo(0),
        ("sign", [double a]) => double.IsNaN(a) ? a : (double)a.CompareTo(0.0),
        ("floor" or "ceiling" or "truncate" or "round", [long a]) => a,
        ("floor", [double a]) => Math.Floor(a),
        ("ceiling", [double a]) => Math.Ceiling(a),
        ("truncate", [double a]) => Math.Truncate(a),
        ("round", [double a]) => Math.Round(a, MidpointRounding.AwayFromZero),
        ("sqrt", _) => Math.Sqrt(Double(x[0])),
        ("exp", _) => Math.Exp(Double(x[0])),
        ("ln", _) => Math.Log(Double(x[0])),
        ("max", [double, ..]) => x.Cast<double>().Aggregate(Math.Max),
        ("min", [double, ..]) => x.Cast<double>().Aggregate(Math.Min),
        ("max", _) => x.Max(),
        ("min", _) => x.Min(),
        ("is_nan", _) => double.IsNaN(Double(x[0])),
        ("is_finite", _) => double.IsFinite(Double(x[0])),
        _ => throw new NotSupportedException(name),
    };

    private static object? Conversion(string name, object a) => (name, a) switch
    {
        ("to_int", string text) => Regex.IsMatch(text, @"^\s*[+-]?[0-9]+\s*$") ? Fit(BigInteger.Parse(text, CultureInfo.InvariantCulture)) : null,
        ("to_int", double x) => double.IsFinite(x) ? Fit(new BigInteger(Math.Truncate(x))) : null,
        ("to_int", bool x) => x ? 1L : 0L,
        ("to_int", long x) => x,
        ("to_float", string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) ? x : null,
        ("to_float", bool x) => x ? 1.0 : 0.0,
        ("to_float", _) => Double(a),
        ("to_bool", bool x) => x,
        ("to_bool", long x) => x != 0,
        ("to_string", bool x) => x ? "true" : "false",
        ("to_string", long x) => x.ToString(CultureInfo.InvariantCulture),
        ("to_string", double x) => double.IsFinite(x) && !x.ToString(CultureInfo.InvariantCulture).Contains('.') && !x.ToString(CultureInfo.InvariantCulture).Contains('E')
            ? x.ToString(CultureInfo.InvariantCulture) + ".0" : x.ToString(CultureInfo.InvariantCulture),
        ("to_string", string x) => x,
        _ => throw new NotSupportedException($"{name} of {a}"),
    };

    private static object? TimePart(string name, Moment time) => name switch
    {
        "to_unix" => (long)Math.Floor((decimal)time.Micros / 1_000_000),
        _ when !HasDate(time) => null,
        "year" => (long)Date(time).Year,
        "month" => (long)Date(time).Month,
        "day" => (long)Date(time).Day,
        "hour" => (long)Date(time).Hour,
        "minute" => (long)Date(time).Minute,
        "second" => (long)Date(time).Second,
        "day_of_week" => (long)Date(time).DayOfWeek + 1,
        "day_of_year" => (long)Date(time).DayOfYear,
        _ => throw new NotSupportedException(name),
    };

    private static object? Truncated(string unit, Moment time)
    {
        if (!HasDate(time)) return null;
        var date = Date(time);
        return new Moment(Micros(unit switch
        {
            "hour" => date.Date.AddHours(date.Hour),
            "day" => date.Date,
            "week" => date.Date.AddDays(-(((int)date.DayOfWeek + 6) % 7)),
            "month" => new DateTime(date.Year, date.Month, 1),
            _ => new DateTime(date.Year, 1, 1),
        }));
    }

    private static object? Text(string name, object[] x) => (name, x) switch
    {
        ("upper", [string a]) => a.ToUpperInvariant(),
        ("lower", [string a]) => a.ToLowerInvariant(),
        ("trim", [string a]) => a.Trim(),
        ("length", [string a]) => (long)a.EnumerateRunes().Count(),
        ("concat", _) => string.Concat(x),
        ("contains", [string a, string b]) => a.Contains(b, StringComparison.Ordinal),
        ("starts_with", [string a, string b]) => a.StartsWith(b, StringComparison.Ordinal),
        ("ends_with", [string a, string b]) => a.EndsWith(b, StringComparison.Ordinal),
        ("index_of", [string a, string b]) => a.IndexOf(b, StringComparison.Ordinal) is >= 0 and var at ? a[..at].EnumerateRunes().Count() + 1L : 0L,
        ("replace", [string a, string b, string c]) => b.Length == 0 ? a : a.Replace(b, c, StringComparison.Ordinal),
        ("left", [string a, long n]) => string.Concat(a.EnumerateRunes().Take((int)Math.Clamp(n, 0, 1000))),
        ("right", [string a, long n]) => string.Concat(a.EnumerateRunes().TakeLast((int)Math.Clamp(n, 0, 1000))),
        ("like", [string a, string pattern]) => Regex.IsMatch(a, LikeAsRegex(pattern)),
        ("matches", [string a, string pattern]) => Regex.IsMatch(a, pattern),
        _ => throw new NotSupportedException(name),
    };

    // Of patterns without escapes; one character may be a pair of surrogates.
    private static string LikeAsRegex(string pattern) =>
        $"^{Regex.Escape(pattern).Replace("%", "(.|\n)*", StringComparison.Ordinal).Replace("_", "([^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])", StringComparison.Ordinal)}\\z";

    private static double Double(object value) => value is long whole ? whole : (double)value;

    private static BigInteger Int(object value) => value switch { Moment time => time.Micros, Span span => span.Micros, _ => (long)value };

    private static object? Fit(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (long)value : null;

    private static object? Like(object model, BigInteger value) => (Fit(value), model) switch
    {
        (null, _) => null,
        (long micros, Moment) => new Moment(micros),
        (long micros, Span) => new Span(micros),
        var (number, _) => number,
    };

    private static object? Rounded(double micros) => double.IsFinite(micros) ? Like(default(Span), new BigInteger(Math.Round(micros))) : null;

    private static bool HasDate(Moment time) => time.Micros >= Micros(DateTime.MinValue) && time.Micros <= Micros(DateTime.MaxValue);

    private static DateTime Date(Moment time) => DateTime.UnixEpoch.AddTicks(time.Micros * 10);

    private static long Micros(DateTime time) => (time - DateTime.UnixEpoch).Ticks / 10;
}
