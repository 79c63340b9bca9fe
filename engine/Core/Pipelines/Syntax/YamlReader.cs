using StreamGuard.Contracts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace StreamGuard.Core.Pipelines.Syntax;

/// <summary>
/// Reads one YAML document into a located tree. Problems are collected; a text whose syntax is broken gives null.
/// Anchors, aliases and merge keys (<c>&lt;&lt;</c>) work; an alias has the place of what it stands for.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 64;
    private const long LargestTree = 100_000;

    private readonly Parser _parser;
    private readonly Func<Mark, Location> _place;
    private readonly string[] _lines;
    private readonly Problems _problems;
    private readonly Dictionary<AnchorName, Node> _anchors = [];

    private YamlReader(string text, Func<Mark, Location> place, Problems problems)
    {
        _parser = new Parser(new StringReader(text));
        (_place, _problems, _lines) = (place, problems, text.Split('\n'));
    }

    /// <summary>Reads a file's text.</summary>
    public static Node? Read(string file, string text, Problems problems)
    {
        text = text.TrimStart('\uFEFF');
        return Read(text, mark => new Location(file, (int)mark.Line, (int)mark.Column), problems);
    }

    /// <summary>Reads a text all of which has one place, such as a value of the command line.</summary>
    public static Node? ReadAt(Location place, string text, Problems problems) => Read(text, _ => place, problems);

    private static Node? Read(string text, Func<Mark, Location> place, Problems problems)
    {
        var reader = new YamlReader(text, place, problems);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            var (at, message, hint) = YamlErrors.Explain(error, reader._lines);
            problems.Error(ProblemCodes.YamlSyntax, place(at), message, hint);
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or OverflowException)
        {
            // YamlDotNet's scanner throws these, rather than its own, on some broken texts: "{ a::" for one.
            var near = reader._parser.Current?.End ?? Mark.Empty;
            problems.Error(ProblemCodes.YamlSyntax, place(near), "This is not YAML from about here on.", "Look for a bracket, brace or quote that is not closed.");
            return null;
        }
    }

    private Node? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _)) return null;
        var root = ReadNode(0, null);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
        {
            _problems.Error(ProblemCodes.SeveralDocuments, _place(second.Start), "A second document begins here; a pipeline file holds one.", "Remove the line '---' or put what follows into its own file.");
        }

        return root;
    }

    /// <param name="depth">How deep the value lies.</param>
    /// <param name="keyAt">Place of its key, which an empty value takes.</param>
    private Node ReadNode(int depth, Location? keyAt)
    {
        var start = _parser.Current!;
        if (depth > DeepestNesting) throw new SyntaxErrorException(start.Start, start.End, $"Values are nested deeper than {DeepestNesting}.");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias);
        RefuseTag((NodeEvent)start);
        Node node = start switch
        {
            Scalar => ReadScalar(_parser.Consume<Scalar>(), keyAt),
            SequenceStart => ReadList(depth),
            _ => ReadMap(depth),
        };
        var anchor = ((NodeEvent)start).Anchor;
        if (!anchor.IsEmpty) _anchors[anchor] = node;
        if (node.Size > LargestTree) throw new SyntaxErrorException(start.Start, start.End, $"More than {LargestTree} values, aliases counted each time.");
        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar, Location? keyAt)
    {
        var at = _place(scalar.Start);
        var text = scalar.Value;
        switch (scalar.Style)
        {
            case YamlDotNet.Core.ScalarStyle.Plain when !scalar.Tag.IsEmpty:
                return new ScalarNode(at, text, ScalarStyle.Quoted);
            case YamlDotNet.Core.ScalarStyle.Plain:
                return new ScalarNode(text.Length == 0 ? keyAt ?? at : at, text, ScalarStyle.Plain);
            case YamlDotNet.Core.ScalarStyle.Literal or YamlDotNet.Core.ScalarStyle.Folded:
                return new ScalarNode(FirstLine(scalar.Start), text.TrimEnd('\n'), ScalarStyle.Quoted);
            default:
                return new ScalarNode(at.Shift(1), text, ScalarStyle.Quoted);
        }
    }

    /// <summary>Where the text of a block scalar (| or >) begins.</summary>
    private Location FirstLine(Mark indicator)
    {
        for (var line = (int)indicator.Line; line < _lines.Length; line++)
        {
            var column = _lines[line].AsSpan().IndexOfAnyExcept(" \t\r");
            if (column >= 0) return _place(new Mark(0, line + 1, column + 1));
        }

        return _place(indicator);
    }

    private ListNode ReadList(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1, null));
        return new ListNode(_place(start.Start), items);
    }

    private MapNode ReadMap(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var map = new MapBuilder(_place(start.Start), _problems);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = _parser.Current!;
            if (key is not Scalar scalar) throw new SyntaxErrorException(key.Start, key.End, "A key must be a single word.");
            var quoted = scalar.Style != YamlDotNet.Core.ScalarStyle.Plain;
            var keyAt = _place(scalar.Start);
            _parser.MoveNext();
            var value = ReadNode(depth + 1, keyAt);
            if (scalar.Value == "<<" && !quoted) map.Merge(keyAt, value);
            else map.Add(new Entry(scalar.Value, keyAt, value));
        }

        return map.Build();
    }

    private Node Resolve(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value, out var node)) return node;
        var near = NearMatch.Hint(alias.Value.Value, _anchors.Keys.Select(anchor => anchor.Value));
        _problems.Error(ProblemCodes.UnknownAnchor, _place(alias.Start), $"No anchor &{alias.Value} stands before this alias.", near);
        return new ScalarNode(_place(alias.Start), "", ScalarStyle.Plain) { IsUnknown = true };
    }

    private static void RefuseTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node is Scalar { Tag: { IsNonSpecific: false, Value: "tag:yaml.org,2002:str" } } || node.Tag.IsNonSpecific) return;
        throw new SyntaxErrorException(node.Start, node.End, $"The tag {node.Tag.Value} means nothing here.");
    }
}
