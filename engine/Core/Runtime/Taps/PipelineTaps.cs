using StreamGuard.Core.Planning;

namespace StreamGuard.Core.Runtime.Taps;

/// <summary>
/// The places of a pipeline that can be tapped: the rows of each component and its dead letters. They outlive a run, so that
/// who looks on goes on looking when the pipeline is begun again or changed.
/// </summary>
public sealed class PipelineTaps(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PlanInput, (TapPoint Point, Plan Plan)> _points = [];
    private readonly List<Func<Plan, PlanInput, IWatcher?>> _watches = [];

    /// <summary>Where its time comes from.</summary>
    public TimeProvider Clock => clock;

    /// <summary>Taps some places, those that come with a later plan included.</summary>
    /// <param name="where">Whether a place is meant: the rows of a component, or its dead letters.</param>
    /// <param name="options">How much it takes.</param>
    public Tap Open(Func<Plan, PlanInput, bool> where, TapOptions options)
    {
        Func<Plan, PlanInput, IWatcher?> at = null!;
        var tap = new Tap(options, clock, () => Leave(at));
        at = (plan, place) => where(plan, place) ? tap : null;
        Watch(at);
        return tap;
    }

    /// <summary>Looks on at some places for good.</summary>
    /// <param name="at">Who looks on at a place of a plan; null for nobody. Asked again when others come or go.</param>
    public void Watch(Func<Plan, PlanInput, IWatcher?> at)
    {
        lock (_lock)
        {
            _watches.Add(at);
            foreach (var (place, (point, plan)) in _points) Set(point, plan, place);
        }
    }

    /// <summary>A place of a graph that is being made of a plan.</summary>
    internal TapPoint Point(Plan plan, PlanInput place)
    {
        lock (_lock)
        {
            var point = _points.TryGetValue(place, out var known) ? known.Point : new TapPoint(place.Node);
            _points[place] = (point, plan);
            Set(point, plan, place);
            return point;
        }
    }

    private void Leave(Func<Plan, PlanInput, IWatcher?> at)
    {
        lock (_lock)
        {
            _watches.Remove(at);
            foreach (var (place, (point, plan)) in _points) Set(point, plan, place);
        }
    }

    private void Set(TapPoint point, Plan plan, PlanInput place) =>
        point.Set([.. _watches.Select(at => at(plan, place)).OfType<IWatcher>()]);
}
