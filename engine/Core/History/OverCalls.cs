using StreamGuard.Contracts;
using StreamGuard.Core.State;

namespace StreamGuard.Core.History;

/// <summary>Makes the columns of an over: runs rows through the calls of each step and works out what is made of them.</summary>
internal sealed class OverCalls
{
    private readonly Step[] _steps;

    public OverCalls(OverPlan plan)
    {
        var sets = plan.Steps.Select(_ => new HistorySet(plan.Options.Sees, plan.Options.Order == OverOrder.EventTime)).ToArray();
        _steps = [.. plan.Steps.Select((step, i) => new Step(step, sets[i], step.Expressions.Select(expression => expression.Calls.Select(call => PlaceOf(call, plan, sets, i)).ToArray()).ToArray()))];
    }

    public void EnsureCapacity(int cells)
    {
        foreach (var step in _steps) step.Set.EnsureCapacity(cells);
    }

    /// <summary>The rows with all columns, held by the caller.</summary>
    /// <param name="batch">Rows of the input.</param>
    /// <param name="cells">The cell of each row's key.</param>
    /// <param name="times">Event times; empty where there are none.</param>
    public Batch Run(Batch batch, ReadOnlySpan<int> cells, ReadOnlySpan<long> times)
    {
        var answers = new Column[_steps.Length][];
        var current = batch;
        for (var i = 0; i < _steps.Length; i++)
        {
            answers[i] = new Column[_steps[i].Set.Outputs];
            _steps[i].Set.Run(current, cells, times, answers[i]);
            var next = _steps[i].Extend(current, answers);
            if (current != batch) current.Release();
            current = next;
        }

        foreach (var columns in answers)
            foreach (var column in columns) column.Release();
        return current;
    }

    public void Clear(int cell)
    {
        foreach (var step in _steps) step.Set.Clear(cell);
    }

    public void OnWatermark(long watermark)
    {
        foreach (var step in _steps) step.Set.OnWatermark(watermark);
    }

    public long Overflows => _steps.Sum(step => step.Set.Overflows);

    public long StateBytes(int cells) => _steps.Sum(step => step.Set.StateBytes(cells));

    public void Save(SlotRuns cells, StateWriter state)
    {
        foreach (var step in _steps) step.Set.Save(cells, state);
    }

    public void Restore(ReadOnlySpan<int> cells, StateReader state)
    {
        foreach (var step in _steps) step.Set.Restore(cells, state);
    }

    /// <summary>A call is run with the first step that has all it reads, so that later ones can share its state.</summary>
    private static (int Step, int Place) PlaceOf(HistoryCall call, OverPlan plan, HistorySet[] sets, int step)
    {
        var first = Enumerable.Range(0, step + 1).First(i => call.Arguments.All(argument => argument.Columns.All(column => plan.Steps[i].Input.IndexOf(column) >= 0)));
        return (first, sets[first].Add(call));
    }

    /// <param name="Plan">The expressions.</param>
    /// <param name="Set">The calls that are run with this step.</param>
    /// <param name="Calls">For each expression, where the columns of its calls are.</param>
    private sealed record Step(OverStep Plan, HistorySet Set, (int Step, int Place)[][] Calls)
    {
        private readonly Schema[] _schemas = [.. Plan.Expressions.Select(expression =>
            new Schema([.. Plan.Input.Fields, .. expression.Calls.Select((call, i) => new Field($"${i}", call.Result))]))];

        public Batch Extend(Batch batch, Column[][] answers)
        {
            var columns = new Column[Plan.Output.Count];
            batch.Columns.CopyTo(columns);
            for (var i = 0; i < Calls.Length; i++) columns[batch.Columns.Length + i] = ColumnOf(i, batch, answers);
            return batch.Extend(Plan.Output, columns);
        }

        private Column ColumnOf(int expression, Batch batch, Column[][] answers)
        {
            var calls = Calls[expression];
            if (Plan.Expressions[expression].Final is not { } final) return Held(calls[0], answers);
            if (calls.Length == 0) return final.Evaluate(batch);
            var columns = new Column[batch.Columns.Length + calls.Length];
            batch.Columns.CopyTo(columns);
            for (var i = 0; i < calls.Length; i++) columns[batch.Columns.Length + i] = Held(calls[i], answers);
            var asked = batch.Extend(_schemas[expression], columns);
            var result = final.Evaluate(asked);
            asked.Release();
            return result;
        }

        private static Column Held((int Step, int Place) call, Column[][] answers)
        {
            var column = answers[call.Step][call.Place];
            column.Retain();
            return column;
        }
    }
}
