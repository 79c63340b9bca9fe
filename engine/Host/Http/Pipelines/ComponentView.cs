using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>The figures of one component.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">source, transform or sink.</param>
/// <param name="Account">What became of its rows.</param>
/// <param name="Watermark">The last it sent on; left out before the first or without event time.</param>
/// <param name="Lag">How far that is behind the clock, seconds.</param>
/// <param name="Fullness">What waits before it, as a share of what fits: 0 to 1.</param>
/// <param name="Dropped">Rows dropped because its queue was full and its file says so.</param>
/// <param name="Bytes">Read by a source, written by a sink; left out where nobody tells.</param>
/// <param name="Batches">Batches handled.</param>
/// <param name="Busy">Seconds at work, of all its instances together.</param>
/// <param name="Instances">How many of it work at the same time.</param>
/// <param name="StateBytes">Bytes of its state.</param>
/// <param name="StateKeys">Keys it keeps something of.</param>
/// <param name="Behind">Of a source: records that are there and were not read yet.</param>
/// <param name="Latency">Of a sink: from a row's arrival until it was taken, of all rows of the run.</param>
/// <param name="Now">What it did since the moment before; left out where there is none.</param>
internal sealed record ComponentView(
    string Name,
    Role Role,
    AccountView Account,
    string? Watermark,
    double? Lag,
    double Fullness,
    long Dropped,
    long? Bytes,
    long Batches,
    double Busy,
    int Instances,
    long? StateBytes,
    long? StateKeys,
    long? Behind,
    LatencyView? Latency,
    ComponentRates? Now)
{
    public static ComponentView Of(ComponentSnapshot now, ComponentSnapshot? then, TimeSpan span) => new(
        now.Node.Name,
        now.Node.Role,
        AccountView.Of(now.Account),
        now.Watermark is { } watermark ? Timestamps.Format(watermark) : null,
        now.Lag is { } lag ? FiguresView.Seconds(lag) : null,
        Math.Round(now.Waiting, 3),
        now.Dropped,
        now.Bytes,
        now.Batches,
        FiguresView.Seconds(now.Busy),
        now.Instances,
        now.StateBytes,
        now.StateKeys,
        now.Behind,
        now.Latency is { Count: > 0 } latency ? LatencyView.Of(latency) : null,
        then is null ? null : ComponentRates.Between(then, now, span));
}

/// <summary>What a component did since a moment before.</summary>
/// <param name="In">Rows a second that came in.</param>
/// <param name="Out">Rows a second that it sent.</param>
/// <param name="Bytes">Bytes a second; left out where nobody tells.</param>
/// <param name="Busy">The share of the time that it was at work, of one instance: 0 to 1.</param>
/// <param name="Latency">Of a sink: of the rows since then; left out when there were none.</param>
internal sealed record ComponentRates(double In, double Out, double? Bytes, double Busy, LatencyView? Latency)
{
    public static ComponentRates Between(ComponentSnapshot then, ComponentSnapshot now, TimeSpan span)
    {
        var latency = now.Latency is not { } all ? null : then.Latency is { } before ? all.Since(before) : all;
        return new ComponentRates(
            Rate(now.Account.In - then.Account.In),
            Rate(now.Account.Out - then.Account.Out),
            now.Bytes is { } bytes ? Rate(bytes - (then.Bytes ?? 0)) : null,
            Math.Round(Math.Clamp((now.Busy - then.Busy) / span / now.Instances, 0, 1), 3),
            latency is { Count: > 0 } ? LatencyView.Of(latency) : null);

        double Rate(long count) => Math.Round(Math.Max(0, count) / span.TotalSeconds, 1);
    }
}

/// <summary>How long rows took, seconds.</summary>
/// <param name="Rows">How many there were.</param>
/// <param name="P50">Half of them took no longer.</param>
/// <param name="P95">Nineteen of twenty.</param>
/// <param name="P99">Ninety-nine of a hundred.</param>
internal sealed record LatencyView(long Rows, double P50, double P95, double P99)
{
    public static LatencyView Of(HistogramFigures figures) => new(figures.Count, At(figures, 0.5), At(figures, 0.95), At(figures, 0.99));

    private static double At(HistogramFigures figures, double share) => FiguresView.Seconds(figures.Quantile(share) ?? TimeSpan.Zero);
}
