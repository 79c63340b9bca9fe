using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Asking;

namespace StreamGuard.Plugins.Analyst.Spending;

/// <summary>
/// Requests and tokens of the day, of UTC, in a file. What a request may cost at the most is on the disk before it leaves,
/// and corrected when it is known: whatever happens between, no more is spent than there is.
/// </summary>
internal sealed class DailyBudget
{
    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly AnalyzeBudget _limits;
    private readonly TimeProvider _clock;
    private Day _day;

    /// <param name="file">Where it is kept; its folder is there.</param>
    /// <param name="limits">How much there is.</param>
    /// <param name="clock">The one clock.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public DailyBudget(string file, AnalyzeBudget limits, TimeProvider clock)
    {
        (_file, _limits, _clock) = (file, limits, clock);
        _day = File.Exists(file) ? Day.Read(file) : new Day(Today, 0, 0);
    }

    /// <summary>What was counted today.</summary>
    public (long Requests, long Tokens) Spent
    {
        get
        {
            lock (_lock)
            {
                Turn();
                return (_day.Requests, _day.Tokens);
            }
        }
    }

    /// <summary>Counts a request; returns why it may not leave, null when it may.</summary>
    /// <param name="tokens">What it may cost at the most.</param>
    /// <param name="reserved">To settle or give back.</param>
    /// <exception cref="IOException">It cannot be written: nothing is counted, and nothing may leave.</exception>
    public string? Reserve(long tokens, out Reservation reserved)
    {
        lock (_lock)
        {
            Turn();
            reserved = new Reservation(_day.Date, tokens);
            if (_day.Requests + 1 > _limits.RequestsPerDay) return Reasons.RequestsSpent;
            if (_day.Tokens + tokens > _limits.TokensPerDay) return Reasons.TokensSpent;
            var counted = _day with { Requests = _day.Requests + 1, Tokens = _day.Tokens + tokens };
            FaultPoints.Reach("analyst.budget.before");
            counted.Write(_file);
            FaultPoints.Reach("analyst.budget.after");
            _day = counted;
            return null;
        }
    }

    /// <summary>The request has cost so many tokens.</summary>
    public void Settle(Reservation reserved, long tokens) => Correct(reserved, 0, tokens - reserved.Tokens);

    /// <summary>The request has never left.</summary>
    public void GiveBack(Reservation reserved) => Correct(reserved, -1, -reserved.Tokens);

    private DateOnly Today => DateOnly.FromDateTime(_clock.GetUtcNow().UtcDateTime);

    private void Correct(Reservation reserved, int requests, long tokens)
    {
        lock (_lock)
        {
            if (reserved.Day != _day.Date) return;
            _day = _day with { Requests = _day.Requests + requests, Tokens = Math.Max(0, _day.Tokens + tokens) };
            try
            {
                _day.Write(_file);
            }
            catch (IOException)
            {
                // What stands in the file is more than was spent: the next request writes it anew, or does not leave.
            }
        }
    }

    /// <summary>A new day begins at nothing. A clock that is set back begins none.</summary>
    private void Turn()
    {
        if (Today > _day.Date) _day = new Day(Today, 0, 0);
    }

    /// <summary>What was counted in a day.</summary>
    private sealed record Day(DateOnly Date, long Requests, long Tokens)
    {
        private const string Form = "yyyy-MM-dd";

        public static Day Read(string file)
        {
            var parts = File.ReadAllText(file).Trim().Split(' ');
            if (parts.Length == 3
                && DateOnly.TryParseExact(parts[0], Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var requests)
                && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var tokens))
                return new Day(date, requests, tokens);
            throw new InvalidDataException($"the budget in {file} is damaged; what was spent today is not known. Delete the file to begin the day anew");
        }

        public void Write(string file)
        {
            var next = file + ".next";
            using (var written = new FileStream(next, FileMode.Create, FileAccess.Write))
            {
                written.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Date.ToString(Form, CultureInfo.InvariantCulture)} {Requests} {Tokens}\n")));
                written.Flush(flushToDisk: true);
            }

            File.Move(next, file, overwrite: true);
        }
    }
}

/// <summary>What was counted for a request before it left.</summary>
/// <param name="Day">The day it counts for.</param>
/// <param name="Tokens">How many were counted.</param>
internal readonly record struct Reservation(DateOnly Day, long Tokens);
