using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Pipelines.Syntax;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>How to mend an option that is missing or out of range: what it is, after its documentation, and an example.</summary>
internal sealed class OptionHints(XmlDocs docs)
{
    /// <param name="option">The option.</param>
    /// <param name="root">The record of the component, whose example may show the option.</param>
    public string? Of(OptionShape option, Type root)
    {
        if (docs.Summary(option.Property) is not { } summary) return null;
        var sentence = summary.Split(". ")[0].TrimEnd('.');
        var example = Example(option.Key, root);
        return example is null ? $"{sentence}." : $"{sentence}. For example {option.Key}: {example}";
    }

    private string? Example(string key, Type root)
    {
        if (docs.Example(root) is not { } example) return null;
        var tree = YamlReader.Read("", example, new Contracts.Problems());
        return tree is null ? null : Find(tree, key);
    }

    private static string? Find(Node node, string key) => node switch
    {
        MapNode map => map.Find(key)?.Value is ScalarNode { IsNull: false } scalar ? scalar.Text : map.Entries.Select(entry => Find(entry.Value, key)).FirstOrDefault(found => found is not null),
        ListNode list => list.Items.Select(item => Find(item, key)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
