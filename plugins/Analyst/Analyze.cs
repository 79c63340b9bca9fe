using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Asking;
using StreamGuard.Plugins.Analyst.Contexts;
using StreamGuard.Plugins.Analyst.Prompts;
using StreamGuard.Plugins.Analyst.Spending;

namespace StreamGuard.Plugins.Analyst;

/// <summary>
/// Asks about chosen rows beside the stream, and sends them on with their answers when next it is called. Rows that wait are
/// held: they are part of a checkpoint, and asked about again when a run goes on from it.
/// </summary>
internal sealed class Analyze(AnalyzeOptions options) : ITransform, IDisposable
{
    private const byte Format = 1;

    private static readonly Dictionary<string, string> NothingHidden = [];

    private readonly List<Inquiry> _restored = [];
    private readonly EarlyAlerts _early = new();
    private AnalyzePlan? _plan;
    private KeyContext? _context;
    private KeyText? _key;
    private AnalysisColumns? _columns;
    private TimeProvider _clock = TimeProvider.System;
    private string _folder = "";
    private Schema? _input;
    private int _time = -1;
    private OwnFolder? _own;
    private DailyBudget? _budget;
    private Desk? _desk;

    /// <summary>Makes what asks; a test has its own.</summary>
    internal Func<AnalyzeOptions, TimeProvider, IChat> NewChat { get; init; } = (written, clock) => new Chat(written, clock);

    public Schema? Bind(TransformBinding binding)
    {
        _plan = AnalyzePlan.Bind(binding, options);
        if (_plan is null) return null;
        (_clock, _input) = (binding.Clock, binding.Input);
        _folder = options.Folder ?? Path.Combine("data", "analyses", binding.Pipeline, binding.Component);
        _time = binding.Input.EventTime is { } time ? binding.Input.IndexOf(time) : -1;
        _columns = new AnalysisColumns(_plan.Schema, _clock);
        if (_plan.Context is not { } context) return _plan.Schema;
        _context = new KeyContext(context, binding.RowText(binding.Inputs[context.Input]));
        _key = new KeyText(context.AlertKey, binding.RowText(binding.Input));
        return _plan.Schema;
    }

    public void Start()
    {
        if (!AnalyzePlan.IsOn(options)) return;
        var chat = NewChat(options, _clock);
        _own = new OwnFolder(_folder);
        _budget = new DailyBudget(_own.Of("budget"), options.Budget, _clock);
        var cache = new AnswerCache(_own.Of("answers"), options.Cache, _clock);
        _desk = new Desk(new Asker(options, chat, _budget, cache, _clock), options.Parallel);
        foreach (var inquiry in _restored) _desk.Add(inquiry);
        _restored.Clear();
    }

    public void OnBatch(Batch batch, Output output) => OnBatch(0, batch, output);

    public void OnBatch(int input, Batch batch, Output output)
    {
        if (input > 0) Remember(batch, output);
        else Choose(batch, output);
        SendAnswered(output);
    }

    /// <summary>Rows that wait may be earlier than the watermark: it waits with them, as long as they do.</summary>
    public long OnWatermark(long watermark, Output output)
    {
        foreach (var alert in _early.Take(watermark)) Put(alert, output);
        if (_context is not null) _context.Watermark = watermark;
        if (watermark == long.MaxValue) Finish(output);
        SendAnswered(output);
        watermark = Math.Min(watermark, _early.Earliest);
        if (_time < 0 || _desk is null) return watermark;
        foreach (var inquiry in _desk.Open) watermark = Math.Min(watermark, TimeOf(inquiry.Alert, 0, otherwise: watermark));
        return watermark;
    }

    public void OnBarrier(Output output) => SendAnswered(output);

    public void OnEnd(Output output) => Finish(output);

    public long StateBytes => (_plan?.Chooser.StateBytes ?? 0) + (_context?.StateBytes ?? 0) + ((_desk?.Open.Count ?? 0) * 4096L);

    public void Save(StateWriter state)
    {
        state.WriteFormat(Format);
        _plan!.Chooser.Save(state);
        _context?.Save(state);
        _early.Save(state);
        IReadOnlyCollection<Inquiry> open = _desk is null ? _restored : _desk.Open;
        state.Write(open.Count);
        foreach (var inquiry in open) inquiry.Write(state);
    }

    public void Restore(StateReader state)
    {
        state.ReadFormat(Format, "an analysis");
        _plan!.Chooser.Restore(state);
        _context?.Restore(state);
        _early.Restore(state, _input!);
        for (var left = state.ReadCount(sizeof(int)); left > 0; left--) _restored.Add(Inquiry.Read(state, _input!));
    }

    public void Dispose()
    {
        _desk?.Dispose();
        _own?.Dispose();
    }

    private void Remember(Batch batch, Output output)
    {
        output.Account.Aggregated += batch.Rows;
        for (var row = 0; row < batch.Rows; row++) _context!.Add(batch, row);
    }

    private void Choose(Batch batch, Output output)
    {
        var candidates = _plan!.Chooser.Candidates(batch);
        var next = 0;
        for (var row = 0; row < batch.Rows; row++)
        {
            var isCandidate = next < candidates.Length && candidates[next] == row;
            if (isCandidate) next++;
            if (isCandidate && _plan.Chooser.IsDue(batch, row)) Ask(batch, row, output);
            else output.Account.Filtered++;
            // A row is not part of what was before it.
            if (_plan.Context is { Input: 0 }) _context!.Add(batch, row);
        }
    }

    private void Ask(Batch batch, int row, Output output)
    {
        var alert = batch.Where([row]);
        if (_desk is null || _desk.Open.Count + _early.Count >= options.Queue)
        {
            SendOn(alert, NothingHidden, Outcome.None(_desk is null ? Reasons.Off : Reasons.QueueFull), output);
            return;
        }

        _plan!.Chooser.Chose(batch, row);
        output.Account.Held++;
        // What another input has of its key may still be on its way.
        if (_plan.Context is { Input: 1, Time: >= 0 } && !_early.IsDue(TimeOf(alert, 0, long.MinValue))) _early.Add(TimeOf(alert, 0, long.MinValue), alert);
        else Put(alert, output);
    }

    /// <summary>Has an alert asked about that is held.</summary>
    private void Put(Batch alert, Output output)
    {
        var known = _key is null ? null : _context!.Of(_key.Of(alert, 0), alert, 0, TimeOf(alert, 0, long.MaxValue));
        var prompt = _plan!.Prompts.Write(alert, 0, known);
        if (prompt is null || _desk is null) SendHeld(new Inquiry(alert, new Prompt("", NothingHidden)), Outcome.None(_desk is null ? Reasons.Off : Reasons.PromptTooLong), output);
        else _desk.Add(new Inquiry(alert, prompt));
    }

    private long TimeOf(Batch alert, int row, long otherwise) => _time < 0 || alert[_time].IsNull(row) ? otherwise : alert.Ints(_time)[row];

    private void SendAnswered(Output output)
    {
        if (_desk is null)
        {
            foreach (var inquiry in _restored) SendHeld(inquiry, Outcome.None(Reasons.Off), output);
            _restored.Clear();
            return;
        }

        while (_desk.Fetch() is var (inquiry, outcome)) SendHeld(inquiry, outcome, output);
        AnalyzeFigures.Show(output.Account.Figures, _budget!.Spent);
    }

    /// <summary>Nothing more comes: waits for what was asked, within reason, and gives up the rest.</summary>
    private void Finish(Output output)
    {
        SendAnswered(output);
        if (_desk is null) return;
        WaitForAnswers(_desk, output);
        while (_desk.GiveUp() is { } inquiry) SendHeld(inquiry, Outcome.None(output.IsStopping ? Reasons.Stopped : Reasons.Ended), output);
    }

    private void WaitForAnswers(Desk desk, Output output)
    {
        using var patience = new CancellationTokenSource(options.WaitAtEnd.TimeSpan, _clock);
        try
        {
            while (desk.Open.Count > 0 && !output.IsStopping)
            {
                desk.Wait(patience.Token);
                SendAnswered(output);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // What is still open is given up.
        }
    }

    private void SendHeld(Inquiry inquiry, Outcome outcome, Output output)
    {
        output.Account.Held--;
        SendOn(inquiry.Alert, inquiry.Prompt.Hidden, outcome, output);
    }

    private void SendOn(Batch alert, IReadOnlyDictionary<string, string> hidden, Outcome outcome, Output output)
    {
        var answered = _columns!.Extend(alert, hidden, outcome);
        alert.Release();
        AnalyzeFigures.Count(output.Account.Figures, outcome);
        output.Account.Passed++;
        output.Emit(answered);
    }
}
