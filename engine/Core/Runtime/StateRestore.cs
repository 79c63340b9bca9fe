using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Runtime.Buffering;
using StreamGuard.Core.Runtime.Sinks;

namespace StreamGuard.Core.Runtime;

/// <summary>
/// Compares what a checkpoint holds with the components of a run, and gives each its state back: what fits is kept, what
/// was saved by another number of lanes is spread anew, and what has no place any more is lost.
/// </summary>
internal sealed class StateRestore
{
    private readonly Graph _graph;
    private readonly SavedCheckpoint _checkpoint;
    private readonly List<(ComponentDefinition Component, Action Restore)> _restores = [];
    private readonly SortedSet<string> _kept = new(StringComparer.Ordinal);
    private readonly List<string> _migrated = [];
    private readonly List<string> _lost = [];
    private Location? _firstLost;

    public StateRestore(Graph graph, SavedCheckpoint checkpoint)
    {
        (_graph, _checkpoint) = (graph, checkpoint);
        foreach (var component in checkpoint.States.Where(IsOfPipeline).GroupBy(state => state.Component)) Match(component.Key, [.. component]);
    }

    /// <summary>What would be lost, and what becomes of the rest; null when nothing would.</summary>
    public Problem? Loss => _lost.Count == 0 ? null : new Problem(
        ProblemCodes.StateLost, Severity.Error, _firstLost ?? _graph.File,
        $"checkpoint {_checkpoint.Epoch} holds state that has no place in this pipeline: {string.Join("; ", _lost)}.",
        $"{List("Kept", _kept)}{List("Migrated", _migrated)}Start it with --allow-state-loss to go on without what is lost, or with --fresh to begin anew.");

    /// <summary>Gives every component its state, before any is started.</summary>
    /// <exception cref="PipelineFailure">A component cannot read what it saved.</exception>
    public void Apply()
    {
        foreach (var (component, restore) in _restores)
        {
            try
            {
                restore();
            }
            catch (Exception cause)
            {
                throw new PipelineFailure(component.Name, component.Location, $"its state in checkpoint {_checkpoint.Epoch} cannot be read: {cause.Message}", cause);
            }
        }
    }

    private static bool IsOfPipeline(SavedState state) => state.Component != RunState.Component && !RunState.IsOfReplay(state.Component);

    private static string List(string what, IReadOnlyCollection<string> components) =>
        components.Count == 0 ? "" : $"{what}: {string.Join(", ", components)}. ";

    private void Match(string name, IReadOnlyList<SavedState> states)
    {
        var operators = _graph.Operators.Where(known => known.Node.Name == name).ToList();
        if (operators.Count > 0) Match(operators, states);
        else if (_graph.Sources.Find(source => source.Node.Name == name) is { } source) Match(source, states);
        else if (_graph.Sinks.Append(_graph.DeadSink).FirstOrDefault(sink => sink.Definition.Name == name) is { } sink) Match(sink, states);
        else if (states is [{ Part: BufferMark.Part } buffer]) MatchWithout(buffer, null);
        else if (states.Any(HasOwnState)) Lose(name, states, null, "is not in the file any more");
    }

    private void Match(SourceStage source, IReadOnlyList<SavedState> states)
    {
        var parts = source.Parts().ToList();
        var (kept, lost) = (new List<Action>(), false);
        foreach (var state in states)
        {
            var (slot, restore) = parts.Find(part => part.Slot.Part == state.Part);
            if (slot?.Fits(state) == true) kept.Add(() => restore(new StateReader(state.Bytes)));
            else if (state.Part == SourceSlots.TimesPart) _migrated.Add($"{source.Node.Name} (its event time is another: the watermark begins anew)");
            else lost = true;
        }

        if (lost) Lose(source.Node.Name, states, source.Node.Definition, "is of another kind, or decoded otherwise");
        else Keep(source.Node.Definition, () => kept.ForEach(restore => restore()));
    }

    private void Match(SinkStage sink, IReadOnlyList<SavedState> states)
    {
        if (sink.Buffer is not null && states is [{ Part: BufferMark.Part } mark]) Keep(sink.Definition, () => sink.Restore(new StateReader(mark.Bytes)));
        else if (states is [{ Part: BufferMark.Part } buffer]) MatchWithout(buffer, sink.Definition);
        else if (states is [var state] && sink.Slot.IsOf(state.Component, state.Part) && sink.Slot.Fits(state)) Keep(sink.Definition, () => sink.Restore(new StateReader(state.Bytes)));
        else if (states.Any(HasOwnState)) Lose(sink.Definition.Name, states, sink.Definition, Change(sink.Slot, states));
    }

    /// <summary>The buffer of a sink that has none any more: nothing is lost with it where all was delivered.</summary>
    private void MatchWithout(SavedState buffer, ComponentDefinition? component)
    {
        var (rows, path) = BufferMark.Left(buffer);
        if (rows > 0) Lose(buffer.Component, [buffer], component, $"has no buffer any more, and {rows} rows in '{path}' were not delivered");
    }

    private void Match(List<Operator> operators, IReadOnlyList<SavedState> states)
    {
        var node = operators[0].Node;
        var isSame = states.All(operators[0].Slot.Fits);
        if (!isSame && states.Any(HasOwnState)) Lose(node.Name, states, node.Definition, Change(operators[0].Slot, states));
        else if (operators.ConvertAll(each => each.Slot.Part).SequenceEqual(states.Select(state => state.Part)))
            Keep(node.Definition, () => RestoreEach(operators, states, isSame));
        else if (!states.Any(HasOwnState)) Keep(node.Definition, () => RestoreOwn(operators, states));
        else if (operators.TrueForAll(each => each.Transform is IKeyedState))
        {
            _migrated.Add($"{node.Name} (from {Lanes(states.Count)} to {Lanes(operators.Count)})");
            _restores.Add((node.Definition, () => RestoreSpread(operators, states)));
        }
        else Lose(node.Name, states, node.Definition, $"has {Lanes(operators.Count)} in place of {states.Count}, and its state cannot be spread anew");
    }

    private static void RestoreEach(List<Operator> operators, IReadOnlyList<SavedState> states, bool isSame)
    {
        for (var i = 0; i < operators.Count; i++)
        {
            var reader = new StateReader(states[i].Bytes);
            operators[i].RestoreOwn([reader]);
            if (isSame) operators[i].Transform.Restore(reader);
            if (!reader.AtEnd) throw new InvalidDataException("it goes on behind what the component reads");
        }
    }

    /// <summary>The accounts of all go on with the first.</summary>
    private static void RestoreOwn(List<Operator> operators, IReadOnlyList<SavedState> states)
    {
        operators[0].RestoreOwn([.. states.Select(state => new StateReader(state.Bytes))]);
        foreach (var other in operators.Skip(1)) other.RestoreWatermarks(operators[0]);
    }

    private static void RestoreSpread(List<Operator> operators, IReadOnlyList<SavedState> states)
    {
        RestoreOwn(operators, states);
        for (var lane = 0; lane < operators.Count; lane++)
        {
            var readers = states.Select(state => new StateReader(state.Bytes[Operator.OwnStateBytes..])).ToList();
            ((IKeyedState)operators[lane].Transform).Restore(readers, new LaneShare(lane, operators.Count));
        }
    }

    private void Keep(ComponentDefinition component, Action restore)
    {
        _kept.Add(component.Name);
        _restores.Add((component, restore));
    }

    private void Lose(string name, IReadOnlyList<SavedState> states, ComponentDefinition? component, string why)
    {
        _lost.Add($"'{name}' ({states[0].Kind}) {why}");
        _firstLost ??= component?.Location;
    }

    private static string Change(StateSlot slot, IReadOnlyList<SavedState> states) =>
        states.All(state => state.Kind == slot.Kind) ? "has other options or other columns coming in" : $"is a {slot.Kind} now";

    private static string Lanes(int count) => count == 1 ? "1 lane" : $"{count} lanes";

    /// <summary>More than the account and watermarks, which every component has; of a source all counts.</summary>
    private static bool HasOwnState(SavedState state) => state.Part switch
    {
        "sink" => state.Bytes.Length > SinkFigures.SavedBytes,
        "transform" => state.Bytes.Length > Operator.OwnStateBytes,
        _ => !state.Part.StartsWith("lane ", StringComparison.Ordinal) || state.Bytes.Length > Operator.OwnStateBytes,
    };
}
