namespace StreamGuard.Core.Evaluation;

/// <summary>A place on a ranking's curves: what is found when every row down to some score is flagged.</summary>
/// <param name="Found">Anomalies flagged.</param>
/// <param name="Wrong">Others flagged.</param>
public readonly record struct CurvePoint(long Found, long Wrong);

/// <summary>How well a score ranks anomalies before other rows, whatever the threshold. Rows of equal score are flagged together.</summary>
public sealed class RankingCurve
{
    private RankingCurve(List<CurvePoint> points) => Points = points;

    /// <summary>From no row flagged to all of them, a point a different score.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    public long Anomalies => Points[^1].Found;

    public long Others => Points[^1].Wrong;

    /// <summary>
    /// Area under the receiver operating characteristic: the chance that an anomaly's score is above another row's, equal ones
    /// counting half; NaN where there are no two kinds of rows.
    /// </summary>
    public double RocArea
    {
        get
        {
            var area = 0.0;
            for (var i = 1; i < Points.Count; i++) area += (Points[i].Wrong - Points[i - 1].Wrong) * (Points[i].Found + Points[i - 1].Found) / 2.0;
            return Anomalies == 0 || Others == 0 ? double.NaN : area / Anomalies / Others;
        }
    }

    /// <summary>Average precision: the precision at each score, weighed by the recall that it adds; NaN where there are no anomalies.</summary>
    public double PrecisionRecallArea
    {
        get
        {
            var area = 0.0;
            for (var i = 1; i < Points.Count; i++) area += (Points[i].Found - Points[i - 1].Found) * ((double)Points[i].Found / (Points[i].Found + Points[i].Wrong));
            return Anomalies == 0 ? double.NaN : area / Anomalies;
        }
    }

    public static RankingCurve Of(double[] scores, bool[] labels)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort((double[])scores.Clone(), order);
        var points = new List<CurvePoint> { default };
        var (found, wrong) = (0L, 0L);
        for (var i = order.Length - 1; i >= 0; i--)
        {
            if (labels[order[i]]) found++;
            else wrong++;
            if (i == 0 || scores[order[i - 1]] != scores[order[i]]) points.Add(new CurvePoint(found, wrong));
        }

        return new RankingCurve(points);
    }
}
