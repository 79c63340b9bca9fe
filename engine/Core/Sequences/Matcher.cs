using StreamGuard.Contracts;

namespace StreamGuard.Core.Sequences;

/// <summary>
/// The partial matches of every key, and what a row makes of them. Each partial match has a first row of its own; where a row
/// could go on with the step as well as begin the next, there are two from then on.
/// </summary>
/// <param name="pattern">What is looked for.</param>
/// <param name="rows">Holds the rows of partial matches.</param>
/// <param name="found">Takes a match of a key while its rows are held.</param>
internal sealed class Matcher(Pattern pattern, TakenRows rows, Action<int, PartialMatch> found)
{
    private static readonly Comparer<PartialMatch> ByRows = Comparer<PartialMatch>.Create((left, right) => left.CompareRows(right));

    private readonly PriorityQueue<(int Key, PartialMatch Match), (long Deadline, long LastOrder, long Start)> _deadlines = new();
    private readonly PriorityQueue<int, long> _expiries = new();
    private readonly HashSet<int> _changed = [];
    private readonly List<PartialMatch> _made = [];
    private readonly List<PartialMatch> _complete = [];
    private readonly bool _refersBack = pattern.RefersBack;
    private readonly bool _neverLoses = pattern.NeverLoses;
    private List<PartialMatch>?[] _partials = [];
    private bool[] _isWatched = [];

    /// <summary>Partial matches given up because <c>within</c> had passed.</summary>
    public long Expired { get; private set; }

    /// <summary>Partial matches given up because their key had too many.</summary>
    public long Evicted { get; private set; }

    /// <summary>Partial matches there are.</summary>
    public int Count { get; private set; }

    public void EnsureKeys(int keys)
    {
        if (keys <= _partials.Length) return;
        Array.Resize(ref _partials, Math.Max(keys, 2 * _partials.Length));
        Array.Resize(ref _isWatched, _partials.Length);
    }

    public IReadOnlyList<PartialMatch> Of(int key) => key < _partials.Length ? _partials[key] ?? [] : [];

    /// <summary>Takes a row as the next of its key.</summary>
    /// <param name="key">Number of its key.</param>
    /// <param name="row">Its place in the batch.</param>
    /// <param name="time">Its event time.</param>
    /// <param name="order">Its place in the order of all rows.</param>
    public void Take(int key, int row, long time, long order)
    {
        var partials = _partials[key] ??= [];
        if (pattern.IsOrdered && pattern.NotAfter is not null) FireBefore(key, partials, time);
        foreach (var match in partials)
            if (!match.IsOver) GoOn(match, row, time, order);
        Begin(row, time, order);

        foreach (var match in _made)
            if (!match.IsOver) Add(key, partials, match);
        _made.Clear();
        if (_complete.Count > 0) SendComplete(key, partials);
        if (!_refersBack) DropOutdone(partials);
        Tidy(key);
        for (; partials.Count > pattern.MostPartial; Tidy(key))
        {
            GiveUp(partials[0]);
            Evicted++;
        }
    }

    /// <summary>Decides what the watermark decides: absences, and partial matches that can no longer become a match.</summary>
    /// <returns>Keys that have lost some; valid until the next call.</returns>
    public IReadOnlyCollection<int> OnWatermark(long watermark)
    {
        _changed.Clear();
        while (_deadlines.TryPeek(out var next, out var due) && (due.Deadline < watermark || watermark == long.MaxValue))
        {
            _deadlines.Dequeue();
            if (next.Match.IsOver) continue;
            Fire(next.Key, _partials[next.Key]!, next.Match);
            Tidy(next.Key);
            _changed.Add(next.Key);
        }

        while (_expiries.TryPeek(out var key, out var end) && (end < watermark || watermark == long.MaxValue))
        {
            _expiries.Dequeue();
            _isWatched[key] = false;
            if (_partials[key] is not { } partials) continue;
            foreach (var match in partials)
                if (!match.IsWaiting && (watermark == long.MaxValue || State.Saturating.Add(match.StartTime, pattern.Within) < watermark)) Expire(match);
            Tidy(key);
            _changed.Add(key);
            if (partials.Exists(match => !match.IsWaiting)) Watch(key, partials.Where(match => !match.IsWaiting).Min(match => match.StartTime));
        }

        return _changed;
    }

    /// <summary>Adds a partial match that was saved.</summary>
    public void Restore(int key, PartialMatch match)
    {
        EnsureKeys(key + 1);
        Add(key, _partials[key] ??= [], match);
    }

    private void GoOn(PartialMatch match, int row, long time, long order)
    {
        if (match.IsWaiting)
        {
            if (time <= match.Deadline && pattern.NotAfter!.Meets(row, match, rows.Held)) GiveUp(match);
            return;
        }

        var isTooLate = time - match.StartTime > pattern.Within;
        if (isTooLate && pattern.IsOrdered)
        {
            Expire(match);
            return;
        }

        // In order of arrival a row may still come that is not too late.
        var step = pattern.Steps[match.Step];
        var next = match.Step + 1 < pattern.Steps.Count ? pattern.Steps[match.Step + 1] : null;
        var extends = !isTooLate && !match.IsClosed && match.Current.Count < step.AtMost && step.When.Meets(row, match, rows.Held);
        var advances = !isTooLate && next is not null && match.Current.Count >= step.AtLeast && !match.IsBlocked && next.When.Meets(row, match, rows.Held);
        if (advances) Take(Copy(match), match.Step + 1, row, time, order);
        if (extends) Extend(match, row, time, order);
        else Pass(match, step, next, row, advances);
    }

    private void Begin(int row, long time, long order)
    {
        if (!pattern.Steps[0].When.MayMeet(row)) return;
        Take(new PartialMatch(pattern.Steps.Count), 0, row, time, order);
    }

    /// <summary>A row becomes the first of a step.</summary>
    private void Take(PartialMatch match, int step, int row, long time, long order)
    {
        match.Step = step;
        match.Current = new Taken { Count = 1, First = rows.Use(row), Last = rows.Use(row), FirstOrder = order, LastOrder = order, FirstTime = time, LastTime = time };
        (match.IsClosed, match.IsBlocked) = (false, false);
        _made.Add(match);
        Complete(match);
    }

    private void Extend(PartialMatch match, int row, long time, long order)
    {
        rows.Drop(match.Current.Last);
        (match.Current.Last, match.Current.LastOrder, match.Current.LastTime) = (rows.Use(row), order, time);
        match.Current.Count++;
        match.IsBlocked = false;
        Complete(match);
    }

    /// <summary>A row that the match does not take may lie where none may.</summary>
    private void Pass(PartialMatch match, PatternStep step, PatternStep? next, int row, bool advanced)
    {
        if (step.IsStrict) match.IsClosed = true;
        if (next is not null && (next.IsStrict || next.NotBefore?.Meets(row, match, rows.Held) == true)) match.IsBlocked = true;
        var isDone = match.IsClosed || match.Current.Count >= step.AtMost;
        var isLost = isDone && (match.IsBlocked || match.Current.Count < step.AtLeast);
        // Where it can take no more rows, the one that went on is as good for everything to come, unless that can be lost again.
        if (isLost || (isDone && advanced && _neverLoses)) GiveUp(match);
    }

    private void Complete(PartialMatch match)
    {
        if (match.Step < pattern.Steps.Count - 1 || match.Current.Count < pattern.Steps[^1].AtLeast) return;
        if (pattern.NotAfter is null)
        {
            _complete.Add(match);
            return;
        }

        var waiting = Copy(match);
        (waiting.IsWaiting, waiting.Deadline) = (true, State.Saturating.Add(match.Current.LastTime, pattern.NotAfterFor));
        _made.Add(waiting);
        if (match.Current.Count >= pattern.Steps[^1].AtMost) GiveUp(match);
    }

    private PartialMatch Copy(PartialMatch match)
    {
        var copy = new PartialMatch(pattern.Steps.Count) { Step = match.Step };
        match.Steps.CopyTo(copy.Steps, 0);
        for (var step = 0; step <= match.Step; step++)
        {
            rows.Use(copy.Steps[step].First, 1);
            rows.Use(copy.Steps[step].Last, 1);
        }

        return copy;
    }

    /// <summary>Keeps the key's partial matches by their first rows.</summary>
    private void Add(int key, List<PartialMatch> partials, PartialMatch match)
    {
        var at = partials.Count;
        while (at > 0 && partials[at - 1].Start > match.Start) at--;
        partials.Insert(at, match);
        Count++;
        if (match.IsWaiting) _deadlines.Enqueue((key, match), (match.Deadline, match.Current.LastOrder, match.Start));
        else Watch(key, match.StartTime);
    }

    private void Watch(int key, long start)
    {
        if (_isWatched[key]) return;
        _isWatched[key] = true;
        _expiries.Enqueue(key, State.Saturating.Add(start, pattern.Within));
    }

    /// <summary>Of the matches that a row has ended the one of the earliest first row, or with overlaps one of each first row.</summary>
    private void SendComplete(int key, List<PartialMatch> partials)
    {
        // Sorting keeps those alike in the order in which they came to be.
        foreach (var match in _complete.Where(match => !match.IsOver).OrderBy(match => match.Start).ThenBy(match => match, ByRows).ToArray())
        {
            if (match.IsOver) continue;
            found(key, match);
            UseUp(partials, match);
        }

        _complete.Clear();
    }

    /// <summary>Decides absences whose time is over when a row of a later time comes.</summary>
    private void FireBefore(int key, List<PartialMatch> partials, long time)
    {
        while (partials.Where(match => match.IsWaiting && !match.IsOver && match.Deadline < time).MinBy(match => (match.Deadline, match.Current.LastOrder, match.Start)) is { } next) Fire(key, partials, next);
    }

    private void Fire(int key, List<PartialMatch> partials, PartialMatch match)
    {
        found(key, match);
        UseUp(partials, match);
    }

    /// <summary>Gives up the match and all that share its rows, or only those of its first row.</summary>
    private void UseUp(List<PartialMatch> partials, PartialMatch match)
    {
        foreach (var other in partials)
        {
            var isUsed = pattern.Overlaps ? other.Start == match.Start : other.Start <= match.Current.LastOrder;
            if (isUsed && !other.IsOver && other != match) GiveUp(other);
        }

        GiveUp(match);
    }

    /// <summary>Of two partial matches that fare alike from here on, the one with fewer rows in an earlier step is given up.</summary>
    private void DropOutdone(List<PartialMatch> partials)
    {
        for (var i = 0; i < partials.Count; i++)
            for (var j = i + 1; j < partials.Count && partials[j].Start == partials[i].Start; j++)
                if (!partials[i].IsOver && !partials[j].IsOver && FareAlike(partials[i], partials[j])) GiveUp(partials[i].CompareRows(partials[j]) <= 0 ? partials[j] : partials[i]);
    }

    private bool FareAlike(PartialMatch left, PartialMatch right)
    {
        if (left.Step != right.Step || left.IsWaiting != right.IsWaiting || left.IsClosed != right.IsClosed || left.IsBlocked != right.IsBlocked) return false;
        if (left.IsWaiting) return left.Current.LastOrder == right.Current.LastOrder;
        var step = pattern.Steps[left.Step];
        return left.Current.Count == right.Current.Count
            || (step.AtMost == int.MaxValue && left.Current.Count >= step.AtLeast && right.Current.Count >= step.AtLeast);
    }

    private void Expire(PartialMatch match)
    {
        GiveUp(match);
        Expired++;
    }

    private void GiveUp(PartialMatch match)
    {
        match.IsOver = true;
        for (var step = 0; step <= match.Step; step++)
        {
            rows.Drop(match.Steps[step].First);
            rows.Drop(match.Steps[step].Last);
        }
    }

    private void Tidy(int key)
    {
        if (_partials[key] is { } partials) Count -= partials.RemoveAll(match => match.IsOver);
    }
}
