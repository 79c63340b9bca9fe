using StreamGuard.Contracts;
using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>
/// The places of a pipeline that can be tapped: the rows of each component and its dead letters. They outlive a run, so that
/// who looks on goes on looking when the pipeline is begun again or changed.
/// </summary>
public sealed class PipelineTaps(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PlanInput, TapPoint> _points = [];
    private readonly List<(Tap Tap, Func<Plan, PlanInput, bool> Where)> _taps = [];

    /// <summary>Taps some places, those that come with a later plan included.</summary>
    /// <param name="where">Whether a place is meant: the rows of a component, or its dead letters.</param>
    /// <param name="options">How much it takes.</param>
    /// <param name="plan">The plan in force; null before there is one.</param>
    public Tap Open(Func<Plan, PlanInput, bool> where, TapOptions options, Plan? plan)
    {
        var tap = new Tap(options, clock, Close);
        lock (_lock)
        {
            _taps.Add((tap, where));
            if (plan is not null)
                foreach (var (place, point) in _points.Where(each => where(plan, each.Key))) point.Add(tap);
        }

        return tap;
    }

    /// <summary>A place of a graph that is being made of a plan.</summary>
    internal TapPoint Point(Plan plan, PlanInput place)
    {
        lock (_lock)
        {
            if (!_points.TryGetValue(place, out var point)) _points[place] = point = new TapPoint(place.Node);
            foreach (var (tap, where) in _taps)
                if (where(plan, place)) point.Add(tap);
                else point.Remove(tap);
            return point;
        }
    }

    private void Close(Tap tap)
    {
        lock (_lock)
        {
            _taps.RemoveAll(each => each.Tap == tap);
            foreach (var point in _points.Values) point.Remove(tap);
        }
    }
}
