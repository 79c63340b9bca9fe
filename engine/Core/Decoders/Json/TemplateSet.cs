
namespace StreamGuard.Core.Decoders.Json;

/// <summary>
/// The layouts met lately, up to four, the last that fitted first. Where records come in ever new layouts it stops
/// trying for a while, longer each time, since each try and each lesson costs time that the cursor could use.
/// </summary>
internal sealed class TemplateSet(TemplateLearner learner)
{
    private const int Most = 4;
    private const int Patience = 16;
    private const int ShortestRest = 4096;
    private const int LongestRest = 1 << 20;

    private readonly List<Template> _templates = [];
    private int _misses;
    private int _nextRest = ShortestRest;
    private int _rest;

    /// <summary>Reads records as <see cref="Template.Read"/> does, by whichever template fits.</summary>
    public int Read(ref byte data, int at, int stop, long position, RowWriter rows, TimeScan times)
    {
        if (_rest > 0) return at;
        for (var i = 0; i < _templates.Count; i++)
        {
            var next = _templates[i].Read(ref data, at, stop, position, rows, times);
            if (next == at) continue;
            if (i > 0) (_templates[0], _templates[i]) = (_templates[i], _templates[0]);
            if (_misses > 0 && --_misses == 0) _nextRest = ShortestRest;
            return next;
        }

        return at;
    }

    /// <summary>A record that no template fitted was read another way.</summary>
    /// <param name="line">The record with its line end.</param>
    /// <param name="length">Bytes of the record without it.</param>
    public void Missed(ReadOnlySpan<byte> line, int length)
    {
        if (_rest > 0)
        {
            _rest--;
            return;
        }

        if (++_misses > Patience)
        {
            (_misses, _rest, _nextRest) = (0, _nextRest, Math.Min(LongestRest, _nextRest * 2));
            return;
        }

        if (learner.Learn(line, length) is not { } template) return;
        if (_templates.Count == Most) _templates.RemoveAt(Most - 1);
        _templates.Insert(0, template);
    }
}
