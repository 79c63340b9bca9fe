using System.Globalization;
using StreamGuard.Integration.Tests.Support;

namespace StreamGuard.Integration.Tests;

/// <summary>The time features of the model fraud-gbt worked out by a plain loop: a second answer for the whole month.</summary>
internal static class FraudByHand
{
    private const long Day = 86_400;

    public static Rows Features(Rows transactions)
    {
        var (customers, terminals) = (new Dictionary<string, List<Paid>>(), new Dictionary<string, List<Paid>>());
        var rows = new List<IReadOnlyDictionary<string, string?>>();
        foreach (var row in transactions.All.OrderBy(row => long.Parse(row["TX_TIME_SECONDS"]!, CultureInfo.InvariantCulture)).ThenBy(row => long.Parse(row["TRANSACTION_ID"]!, CultureInfo.InvariantCulture)))
        {
            var paid = new Paid(long.Parse(row["TX_TIME_SECONDS"]!, CultureInfo.InvariantCulture), double.Parse(row["TX_AMOUNT"]!, CultureInfo.InvariantCulture), row["TX_FRAUD"] == "1");
            var (own, at) = (Add(customers, row["CUSTOMER_ID"]!, paid), Add(terminals, row["TERMINAL_ID"]!, paid));
            var features = new Dictionary<string, string?> { ["TRANSACTION_ID"] = row["TRANSACTION_ID"] };
            foreach (var days in new[] { 1, 7, 30 })
            {
                var lately = Between(own, paid.Time - (days * Day), paid.Time);
                features[$"customer_count_{days}d"] = Text(lately.Count);
                features[$"customer_mean_amount_{days}d"] = Text(lately.Average(each => each.Amount));
                var known = Between(at, paid.Time - ((7 + days) * Day), paid.Time - (7 * Day));
                features[$"terminal_count_{days}d"] = Text(known.Count);
                features[$"terminal_risk_{days}d"] = Text(known.Count == 0 ? 0 : (double)known.Count(each => each.IsFraud) / known.Count);
            }

            features["customer_count_1h"] = Text(Between(own, paid.Time - 3600, paid.Time).Count);
            rows.Add(features);
        }

        return new Rows([.. rows[0].Keys.Skip(1)], rows);
    }

    private static List<Paid> Add(Dictionary<string, List<Paid>> all, string key, Paid paid)
    {
        if (!all.TryGetValue(key, out var own)) all.Add(key, own = []);
        own.Add(paid);
        return own;
    }

    /// <summary>Those after one time up to another.</summary>
    private static List<Paid> Between(List<Paid> paid, long after, long upTo) => [.. paid.Where(each => each.Time > after && each.Time <= upTo)];

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private sealed record Paid(long Time, double Amount, bool IsFraud);
}
