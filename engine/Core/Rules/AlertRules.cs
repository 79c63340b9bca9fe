using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.State;
using StreamGuard.Core.Transforms;

namespace StreamGuard.Core.Rules;

/// <summary>Judges rows by rules; see <see cref="RulesOptions"/>.</summary>
internal sealed class AlertRules(RulesOptions options) : ITransform
{
    private const byte Format = 2;

    private static readonly Field[] AlertFields =
        [new("rule", ColumnType.String), new("severity", ColumnType.String), new("message", ColumnType.String), new("alert_id", ColumnType.String)];

    private readonly List<Rule> _rules = [];
    private readonly TextBuilder[] _texts = [.. AlertFields.Select(field => new TextBuilder(field.Type))];
    private readonly ArrayBufferWriter<byte> _message = new();
    private EmittedColumns? _emitted;
    private KeyIndex[] _keys = [];
    private int[][] _keyNumbers = [];
    private Schema? _output;
    private int _time = -1;
    private long _decidedAfter;

    public Schema? Bind(TransformBinding binding)
    {
        var input = binding.Input;
        var binder = new RuleBinder(binding);
        foreach (var (name, rule) in options.Rules)
            if (binder.Bind(name, rule) is { } bound) _rules.Add(bound);
        if (!Accepts(binding, input) || _rules.Count < options.Rules.Count) return null;
        _emitted = EmittedColumns.Bind(binding, _rules, [.. AlertFields.Select(field => field.Name), .. input.Names]);
        if (_emitted is null) return null;

        _keys = [.. binder.KeySets.Select(columns => new KeyIndex(input, columns))];
        _keyNumbers = new int[_keys.Length][];
        _time = _rules.Exists(rule => rule.NeedsTime) ? input.IndexOf(input.EventTime!) : -1;
        _decidedAfter = _rules.Max(rule => rule.Condition.DecidedAfter);
        RuleState.Describe(binding, _rules, options);
        binding.StateDependsOn([.. options.Rules.Select(rule => RuleState.DependsOn(rule.Key, rule.Value, input))]);
        _output = new Schema([.. AlertFields, .. input.Fields, .. _emitted.Fields]) { EventTime = input.EventTime, Identity = ["alert_id"], RememberedFor = input.RememberedFor };
        return _output;
    }

    public void OnBatch(Batch batch, Output output)
    {
        var timed = _time < 0 ? null : MissingTimes.Reject(batch, _time, output);
        Raise(timed ?? batch, output);
        timed?.Release();
    }

    public long OnWatermark(long watermark, Output output)
    {
        // That a run is stopped does not mean that a row stays away.
        if (output.IsStopping && watermark == long.MaxValue) return watermark;
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            if (_rules[rule].Condition.OnWatermark(watermark) is not { } decided) continue;
            RaiseDecided(decided, rule, output);
            decided.Release();
        }

        // A row that is decided later leaves so much later.
        return watermark == long.MaxValue ? watermark : Saturating.Subtract(watermark, _decidedAfter);
    }

    public long StateBytes => _keys.Sum(keys => keys.StateBytes) + _rules.Sum(rule => rule.StateBytes);

    public long? StateKeys => _keys.Length == 0 ? null : _keys.Sum(keys => (long)keys.Count);

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        foreach (var keys in _keys) keys.Save(state);
        foreach (var rule in _rules) rule.Save(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "rules");
        foreach (var keys in _keys) keys.Restore(state);
        foreach (var rule in _rules) rule.Restore(state);
    }

    private static bool Accepts(TransformBinding binding, Schema input)
    {
        if (input.IsUpdating)
            binding.Error(ProblemCodes.UpdatingInput, "", $"rules cannot judge '{binding.InputNames[0]}', whose rows may be revised later.",
                "Take the rows once they are final: window without emit: on_update and late: update.");
        var taken = AlertFields.Where(field => input.IndexOf(field.Name) >= 0).Select(field => $"'{field.Name}'").ToArray();
        if (taken.Length > 0)
            binding.Error(ProblemCodes.ColumnTwice, "", $"rules add columns that the input has already: {string.Join(", ", taken)}.",
                "Rename them before, with select: { drop: […], as: { new_name: column } }.");
        return !input.IsUpdating && taken.Length == 0;
    }

    private void Raise(Batch batch, Output output)
    {
        var room = Buffers.Rent<int>(batch.Rows);
        var alerts = Buffers.Rent<long>(batch.Rows * _rules.Count);
        var count = 0;
        Array.Clear(_keyNumbers);
        for (var rule = 0; rule < _rules.Count; rule++)
        {
            var raised = _rules[rule].Judge(Judged(batch, _rules[rule]), room);
            for (var i = 0; i < raised; i++) alerts[count++] = ((long)room[i] * _rules.Count) + rule;
        }

        // Sorted by row, then by rule.
        alerts.AsSpan(0, count).Sort();
        Count(batch.Rows, alerts.AsSpan(0, count), output.Account);
        Send(batch, alerts.AsSpan(0, count), room, output);
        foreach (var numbers in _keyNumbers) Buffers.Return(numbers);
        Buffers.Return(alerts);
        Buffers.Return(room);
    }

    private Judged Judged(Batch batch, Rule rule)
    {
        if (!rule.HasState) return new Judged(batch, [], []);
        ref var numbers = ref _keyNumbers[rule.KeySet];
        if (numbers is null)
        {
            numbers = Buffers.Rent<int>(batch.Rows);
            numbers.AsSpan(0, batch.Rows).Clear();
            _keys[rule.KeySet].GetOrAdd(batch, numbers.AsSpan(0, batch.Rows));
        }

        return new Judged(batch, numbers.AsSpan(0, batch.Rows), rule.NeedsTime ? batch.Ints(_time) : []);
    }

    /// <summary>Raises alerts of rows that came earlier, and were counted then.</summary>
    private void RaiseDecided(Batch decided, int rule, Output output)
    {
        var room = Buffers.Rent<int>(decided.Rows);
        Array.Clear(_keyNumbers);
        var raised = _rules[rule].Pass(Judged(decided, _rules[rule]), room);
        var alerts = new long[raised];
        for (var i = 0; i < raised; i++) alerts[i] = ((long)room[i] * _rules.Count) + rule;
        Send(decided, alerts, room, output);
        foreach (var numbers in _keyNumbers) Buffers.Return(numbers);
        Buffers.Return(room);
    }

    private void Count(int rows, ReadOnlySpan<long> alerts, Account account)
    {
        var raising = 0;
        for (var i = 0; i < alerts.Length; i++)
            if (i == 0 || alerts[i] / _rules.Count != alerts[i - 1] / _rules.Count) raising++;
        account.Aggregated += raising;
        account.Filtered += rows - raising;
    }

    private void Send(Batch batch, ReadOnlySpan<long> alerts, int[] room, Output output)
    {
        if (alerts.IsEmpty) return;
        var rows = alerts.Length <= room.Length ? room : new int[alerts.Length];
        for (var i = 0; i < alerts.Length; i++) rows[i] = Write(batch, alerts[i]);
        output.Account.Made += alerts.Length;
        output.Emit(Alerts(batch, rows.AsSpan(0, alerts.Length)));
    }

    /// <summary>Appends the columns of an alert that are not those of its row.</summary>
    /// <returns>Its row.</returns>
    private int Write(Batch batch, long alert)
    {
        var (row, rule) = ((int)(alert / _rules.Count), _rules[(int)(alert % _rules.Count)]);
        _texts[0].Append(rule.Name);
        _texts[1].Append(rule.Severity);
        _message.ResetWrittenCount();
        rule.AppendMessage(_message, batch, row);
        _texts[2].Append(_message.WrittenSpan);
        rule.Id.AppendTo(_texts[3], batch, row);
        _emitted!.Append((int)(alert % _rules.Count), row);
        return row;
    }

    private Batch Alerts(Batch batch, ReadOnlySpan<int> rows)
    {
        var raised = batch.Where(rows);
        var columns = new Column[_output!.Count];
        for (var i = 0; i < _texts.Length; i++) columns[i] = _texts[i].Build();
        raised.Columns.CopyTo(columns.AsSpan(_texts.Length));
        foreach (var column in raised.Columns) column.Retain();
        _emitted!.Build(columns.AsSpan(_texts.Length + raised.Columns.Length));
        var alerts = raised.With(_output, columns);
        raised.Release();
        return alerts;
    }
}
