using System.Globalization;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Queues;

/// <summary>
/// The files of a queue: <c>000000000007.segment</c> and those after it, without a gap. What is before the first of them
/// was delivered. For several threads at a time.
/// </summary>
internal sealed class Segments
{
    private const string Extension = ".segment";

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, long> _lengths = [];
    private readonly string _folder;

    /// <param name="folder">It exists.</param>
    public Segments(string folder)
    {
        _folder = folder;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*" + Extension))
            if (NumberOf(file.Name) is { } number) _lengths[number] = file.Length;
    }

    /// <summary>Bytes on disk, of what is delivered and not removed yet too.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock) return _lengths.Values.Sum();
        }
    }

    /// <summary>Number of the newest; 0 when there is none.</summary>
    public long Last
    {
        get
        {
            lock (_lock) return _lengths.Keys.LastOrDefault();
        }
    }

    public string PathOf(long number) => Path.Combine(_folder, NameOf(number));

    /// <summary>Bytes of a segment; null when there is none of the number.</summary>
    public long? LengthOf(long number)
    {
        lock (_lock) return _lengths.TryGetValue(number, out var length) ? length : null;
    }

    /// <summary>Bytes behind a place.</summary>
    public long BytesBehind(QueuePosition place)
    {
        lock (_lock) return _lengths.Where(each => each.Key >= place.Segment).Sum(each => each.Key == place.Segment ? Math.Max(0, each.Value - place.Offset) : each.Value);
    }

    /// <summary>A segment has so many bytes now.</summary>
    public void Grew(long number, long length)
    {
        lock (_lock) _lengths[number] = length;
    }

    /// <summary>Removes the segments before one, oldest first. One that comes back after a crash is removed again.</summary>
    public void RemoveBefore(long number)
    {
        foreach (var old in Numbers().TakeWhile(old => old < number)) Remove(old);
    }

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        foreach (var number in Numbers().Reverse()) Remove(number);
    }

    /// <summary>Cuts off what lies behind a place, newest first: what was not finished, or comes again.</summary>
    public void CutBack(QueuePosition end)
    {
        foreach (var later in Numbers().Reverse().TakeWhile(later => later > end.Segment || (later == end.Segment && end.Offset == 0))) Remove(later);
        if (LengthOf(end.Segment) is not { } length || length <= end.Offset) return;
        using var file = File.OpenHandle(PathOf(end.Segment), FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.SetLength(file, end.Offset);
        RandomAccess.FlushToDisk(file);
        Grew(end.Segment, end.Offset);
    }

    /// <summary>Returns when the names of all segments are on disk.</summary>
    public void Sync() => Durable.SyncFolder(_folder);

    private IReadOnlyList<long> Numbers()
    {
        lock (_lock) return [.. _lengths.Keys];
    }

    private void Remove(long number)
    {
        FaultPoints.Reach("buffer.remove.before");
        File.Delete(PathOf(number));
        lock (_lock) _lengths.Remove(number);
    }

    private static string NameOf(long number) => number.ToString("D12", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Null when it is another file.</summary>
    private static long? NumberOf(string name) =>
        long.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && NameOf(number) == name ? number : null;
}
