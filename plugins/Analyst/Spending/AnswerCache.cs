using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Asking;

namespace StreamGuard.Plugins.Analyst.Spending;

/// <summary>
/// Answers by what was asked, masked as they came: the newest of them, in memory and in a file of lines. A line that cannot be
/// read, the end of one that a crash tore apart, is left out.
/// </summary>
internal sealed class AnswerCache
{
    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly AnalyzeCache _limits;
    private readonly TimeProvider _clock;
    private readonly OrderedDictionary<string, Kept> _answers = [];
    private int _lines;

    /// <param name="file">Where it is kept; its folder is there.</param>
    /// <param name="limits">How many, and for how long.</param>
    /// <param name="clock">The one clock.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public AnswerCache(string file, AnalyzeCache limits, TimeProvider clock)
    {
        (_file, _limits, _clock) = (file, limits, clock);
        if (limits.Answers == 0 || !File.Exists(file)) return;
        var isTorn = false;
        foreach (var line in File.ReadLines(file))
        {
            _lines++;
            if (Kept.Read(line) is { } kept) Add(kept);
            else isTorn = true;
        }

        // The next line would begin behind the torn one.
        if (isTorn) _lines = 2 * limits.Answers;
    }

    public int Count => _answers.Count;

    /// <summary>The answer to what has this hash; null where there is none, or it is too old.</summary>
    public Analysis? Find(string hash)
    {
        lock (_lock) return _answers.TryGetValue(hash, out var kept) && _clock.GetUtcNow() - kept.At < _limits.Age.TimeSpan ? kept.Analysis : null;
    }

    /// <summary>Keeps an answer. A disk that is full keeps it from lasting, and nothing else.</summary>
    public void Keep(string hash, Analysis analysis)
    {
        if (_limits.Answers == 0) return;
        lock (_lock)
        {
            var kept = new Kept(hash, _clock.GetUtcNow(), analysis);
            Add(kept);
            try
            {
                Write(kept);
            }
            catch (IOException)
            {
                // It is asked again after a restart.
            }
        }
    }

    private void Add(Kept kept)
    {
        _answers.Remove(kept.Hash);
        _answers.Add(kept.Hash, kept);
        if (_answers.Count > _limits.Answers) _answers.RemoveAt(0);
    }

    private void Write(Kept kept)
    {
        // Lines of answers that are gone are as many as those of others: the file is written anew.
        if (_lines < 2 * _limits.Answers)
        {
            File.AppendAllText(_file, kept.Line + "\n");
            _lines++;
            return;
        }

        File.WriteAllLines(_file + ".next", _answers.Values.Select(each => each.Line));
        File.Move(_file + ".next", _file, overwrite: true);
        _lines = _answers.Count;
    }

    private sealed record Kept(string Hash, DateTimeOffset At, Analysis Analysis)
    {
        public string Line => $"{Hash} {At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)} {AnalysisForm.Write(Analysis)}";

        public static Kept? Read(string line)
        {
            var parts = line.Split(' ', 3);
            return parts.Length == 3 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 1L << 45 && AnalysisForm.Read(parts[2]).Analysis is { } analysis
                ? new Kept(parts[0], DateTimeOffset.FromUnixTimeMilliseconds(at), analysis)
                : null;
        }
    }
}
