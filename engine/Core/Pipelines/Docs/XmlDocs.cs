using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using StreamGuard.Core.Pipelines.Binders;

namespace StreamGuard.Core.Pipelines.Docs;

/// <summary>
/// The doc comments of types, read from the .xml file that the compiler puts beside each assembly. Where there is no
/// such file every text is null.
/// </summary>
internal sealed partial class XmlDocs
{
    // Made when it is first asked for: a file without problems needs no docs, and so no XML.
    private Dictionary<Assembly, IReadOnlyDictionary<string, XElement>>? _files;

    /// <summary>The summary as one line of text; words in code marks keep them when <paramref name="markdown"/> is set.</summary>
    public string? Summary(Type type, bool markdown = false) => Text(type, $"T:{Name(type)}", "summary", markdown);

    public string? Summary(PropertyInfo property, bool markdown = false) =>
        Text(property.DeclaringType!, $"P:{Name(property.DeclaringType!)}.{property.Name}", "summary", markdown);

    /// <summary>The summary of a member of an enum.</summary>
    public string? Word(Type type, string member, bool markdown = false) => Text(type, $"F:{Name(type)}.{member}", "summary", markdown);

    /// <summary>The example of an options record: YAML, without the indent of the comment.</summary>
    public string? Example(Type type)
    {
        if (Member(type, $"T:{Name(type)}")?.Element("example") is not { } example) return null;
        var lines = (example.Element("code") ?? example).Value.Split('\n').Select(line => line.TrimEnd()).ToList();
        var common = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select((line, i) => i == 0 ? line.TrimStart() : line.Length > common ? line[common..] : "")).Trim('\n');
    }

    private string? Text(Type type, string member, string element, bool markdown)
    {
        if (Member(type, member)?.Element(element) is not { } found) return null;
        var text = new StringBuilder();
        Append(text, found, markdown);
        return WhiteSpace().Replace(text.ToString(), " ").Trim();
    }

    private static void Append(StringBuilder text, XElement element, bool markdown)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain) text.Append(plain.Value);
            if (node is not XElement inner) continue;
            if (inner.Name.LocalName is "see" or "paramref") text.Append(Reference(inner));
            else if (inner.Name.LocalName == "c" && markdown) text.Append('`').Append(inner.Value).Append('`');
            else Append(text, inner, markdown);
        }
    }

    /// <summary>A property that is named is an option: its key.</summary>
    private static string Reference(XElement see)
    {
        var name = (string?)see.Attribute("cref") ?? (string?)see.Attribute("name") ?? (string?)see.Attribute("langword") ?? see.Value;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return name.StartsWith("P:", StringComparison.Ordinal) || name.StartsWith("F:", StringComparison.Ordinal) ? Naming.Snake(last) : last;
    }

    private XElement? Member(Type type, string name)
    {
        _files ??= [];
        if (!_files.TryGetValue(type.Assembly, out var members)) _files[type.Assembly] = members = Read(type.Assembly);
        return members.GetValueOrDefault(name);
    }

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var file = assembly.Location.Length == 0 ? "" : Path.ChangeExtension(assembly.Location, ".xml");
        if (!File.Exists(file)) return [];
        try
        {
            return XDocument.Load(file).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!);
        }
        catch (XmlException)
        {
            // Docs are a help, not a need: a damaged file is as good as none.
            return [];
        }
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
