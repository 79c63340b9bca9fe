using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Contexts;

namespace StreamGuard.Plugins.Analyst.Choosing;

/// <summary>Tells which rows are asked about.</summary>
internal sealed class Chooser
{
    private static readonly string[] Severities = [.. Enum.GetNames<AlertSeverity>().Select(name => name.ToLowerInvariant())];

    private readonly AnalyzeChoice _options;
    private readonly IRowText _text;
    private readonly TimeProvider _clock;
    private readonly Expression? _when;
    private readonly int _rule = -1;
    private readonly int _severity = -1;
    private readonly int _time;
    private readonly int _id;
    private readonly HashSet<string> _rules;
    private readonly OnePerKey? _onePer;
    private readonly ArrayBufferWriter<byte> _identity = new();

    public Chooser(TransformBinding binding, AnalyzeChoice options)
    {
        var input = binding.Input;
        (_options, _clock, _text, _rules) = (options, binding.Clock, binding.RowText(input), [.. options.Rules]);
        if (options.Rules.Count > 0) _rule = binding.RequireColumn("choose.rules", "rule", input, type => type.Kind == Kind.String, "a string");
        if (options.Severity is not null) _severity = binding.RequireColumn("choose.severity", "severity", input, type => type.Kind == Kind.String, "a string");
        if (options.When is { } when) _when = binding.Condition("choose.when", when, input);
        _time = input.EventTime is { } time ? input.IndexOf(time) : -1;
        _id = input.IndexOf("alert_id");
        if (options.OnePer is not { } one) return;
        var key = one.Key.Select((name, i) => binding.RequireColumn($"choose.one_per.key[{i}]", name, input)).ToList();
        _onePer = new OnePerKey(new KeyText(key, _text), one.Every);
    }

    /// <summary>About how much <see cref="Save"/> writes.</summary>
    public long StateBytes => _onePer?.StateBytes ?? 0;

    /// <summary>The rows that meet what is the same for each row, whatever came before it.</summary>
    public ReadOnlySpan<int> Candidates(Batch batch)
    {
        var rows = new int[batch.Rows];
        var count = batch.Rows;
        if (_when is null) for (var row = 0; row < count; row++) rows[row] = row;
        else count = _when.Select(batch, rows);
        var kept = 0;
        for (var i = 0; i < count; i++)
            if (IsOfRule(batch, rows[i]) && IsGrave(batch, rows[i]) && IsDrawn(batch, rows[i])) rows[kept++] = rows[i];
        return rows.AsSpan(0, kept);
    }

    /// <summary>No other row of its key was chosen too shortly before.</summary>
    public bool IsDue(Batch batch, int row) => _onePer is null || _onePer.IsDue(batch, row, Now(batch, row));

    /// <summary>The row is asked about.</summary>
    public void Chose(Batch batch, int row) => _onePer?.Chose(batch, row, Now(batch, row));

    public void Save(StateWriter state) => _onePer?.Save(state);

    public void Restore(StateReader state) => _onePer?.Restore(state);

    private bool IsOfRule(Batch batch, int row) =>
        _rule < 0 || (!batch[_rule].IsNull(row) && _rules.Contains(Encoding.UTF8.GetString(batch.Text(_rule)[row])));

    private bool IsGrave(Batch batch, int row) =>
        _severity < 0 || (!batch[_severity].IsNull(row) && Array.IndexOf(Severities, Encoding.UTF8.GetString(batch.Text(_severity)[row])) >= (int)_options.Severity!);

    /// <summary>By a hash of the alert's id, or of the whole row: a replay draws the same.</summary>
    private bool IsDrawn(Batch batch, int row)
    {
        if (_options.Sample >= 1) return true;
        _identity.ResetWrittenCount();
        if (_id >= 0) _text.Plain(batch[_id], row, _identity);
        else _text.Json(batch, row, _identity);
        var drawn = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(_identity.WrittenSpan));
        return drawn < _options.Sample * ulong.MaxValue;
    }

    private long Now(Batch batch, int row) =>
        _time >= 0 && !batch[_time].IsNull(row) ? batch.Ints(_time)[row] : Timestamps.FromDateTime(_clock.GetUtcNow().UtcDateTime);
}
