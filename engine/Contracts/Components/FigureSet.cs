namespace StreamGuard.Contracts;

/// <summary>
/// What a component counts and measures besides what became of its rows: shown in the summary of a run and in its JSON.
/// Filled by the component, read by others meanwhile.
/// </summary>
public sealed class FigureSet
{
    private readonly Lock _lock = new();
    private volatile Figure[] _all = [];

    public IReadOnlyList<Figure> All => _all;

    /// <summary>The count of this name; of several instances it is added up.</summary>
    /// <param name="name">In JSON: snake_case.</param>
    /// <param name="words">What is counted, for people.</param>
    public Figure Count(string name, string words) => Find(name, words, isCount: true);

    /// <summary>The measure of this name; of several instances any one is shown.</summary>
    public Figure Measure(string name, string words) => Find(name, words, isCount: false);

    internal void Add(FigureSet other)
    {
        foreach (var figure in other._all)
        {
            var own = Find(figure.Name, figure.Words, figure.IsCount);
            own.Value = figure.IsCount ? own.Value + figure.Value : figure.Value;
            own.Text = figure.Text ?? own.Text;
        }
    }

    private Figure Find(string name, string words, bool isCount)
    {
        lock (_lock)
        {
            if (Array.Find(_all, figure => figure.Name == name) is { } known) return known;
            var added = new Figure(name, words, isCount);
            _all = [.. _all, added];
            return added;
        }
    }
}

/// <summary>A figure of a component.</summary>
/// <param name="name">In JSON: snake_case.</param>
/// <param name="words">What it is, for people.</param>
/// <param name="isCount">It counts; otherwise it measures.</param>
public sealed class Figure(string name, string words, bool isCount)
{
    private double _value = isCount ? 0 : double.NaN;
    private volatile string? _text;

    public string Name { get; } = name;

    public string Words { get; } = words;

    public bool IsCount { get; } = isCount;

    /// <summary>NaN where there is none.</summary>
    public double Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    /// <summary>What goes with the value: the last of what is counted, or what is measured where it is no number.</summary>
    public string? Text
    {
        get => _text;
        set => _text = value;
    }
}
