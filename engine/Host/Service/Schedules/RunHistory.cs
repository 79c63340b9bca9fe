using System.Text.Json;
using StreamGuard.Host.Http;

namespace StreamGuard.Host.Service.Schedules;

/// <summary>
/// The last turns of a scheduled pipeline, oldest first: a line of JSON each in a file of the host, so that the next host
/// knows which times were met. A line that is damaged is left out.
/// </summary>
internal sealed class RunHistory
{
    /// <summary>Turns that are kept.</summary>
    public const int Most = 500;

    private static readonly JsonSerializerOptions Lines = Options();

    private readonly Lock _lock = new();
    private readonly List<RunRecord> _turns = [];
    private readonly string? _path;

    /// <param name="path">The file; null to remember only.</param>
    public RunHistory(string? path)
    {
        _path = path;
        if (path is null || !File.Exists(path)) return;
        var text = File.ReadAllText(path);
        // What comes next must not be taken for the rest of it.
        if (text.Length > 0 && !text.EndsWith('\n')) File.AppendAllText(path, "\n");
        foreach (var line in text.Split('\n'))
            if (Read(line) is { } turn) _turns.Add(turn);
        if (_turns.Count > Most) _turns.RemoveRange(0, _turns.Count - Most);
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<RunRecord> Turns
    {
        get
        {
            lock (_lock) return [.. _turns];
        }
    }

    /// <summary>The last time of the schedule that was dealt with, also by leaving it out; null when none was.</summary>
    public DateTimeOffset? LastTime => Turns.Select(turn => turn.Time).Where(time => time is not null).Max();

    /// <summary>Adds a turn.</summary>
    /// <exception cref="IOException">The file cannot be written; it is remembered all the same.</exception>
    public void Add(RunRecord turn)
    {
        lock (_lock)
        {
            _turns.Add(turn);
            if (_path is null)
            {
                if (_turns.Count > Most) _turns.RemoveAt(0);
                return;
            }

            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            if (_turns.Count < 2 * Most)
            {
                File.AppendAllText(_path, Line(turn));
                return;
            }

            _turns.RemoveRange(0, _turns.Count - Most);
            File.WriteAllText($"{_path}.new", string.Concat(_turns.Select(Line)));
            File.Move($"{_path}.new", _path, overwrite: true);
        }
    }

    private static string Line(RunRecord turn) => JsonSerializer.Serialize(turn, Lines) + "\n";

    private static RunRecord? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(line, Lines);
        }
        catch (JsonException)
        {
            // Cut off by a crash, or written by somebody else.
            return null;
        }
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions();
        Json.Set(options);
        return options;
    }
}
