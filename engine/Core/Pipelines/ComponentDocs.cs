using System.Text;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Pipelines;

/// <summary>Writes the reference page of pipeline files and every component, from the records that options bind to.</summary>
public static class ComponentDocs
{
    /// <summary>A page in Markdown for everything in the registry; the same for the same components.</summary>
    public static string Markdown(Registry registry)
    {
        var page = new StringBuilder();
        var docs = new XmlDocs();
        page.Append("# Pipeline files: keys and components\n\n");
        page.Append("Generated from the options records and their documentation; a test fails when it is stale.\n");
        Common(page, docs, "The file", "Beside `sources`, `transforms`, `sinks`, `dead_letters` and `profiles`:", typeof(FileOptions));
        Common(page, docs, "Every source", "Beside its kind, `decode`, `columns` and `event_time`:", typeof(SourceOptions));
        Common(page, docs, "columns", "`name: type`, or `name:` and a map of:", typeof(ColumnOptions));
        Common(page, docs, "event_time", null, typeof(EventTimeOptions));
        Common(page, docs, "Every sink", "Beside its kind and `from`:", typeof(SinkOptions));
        foreach (var (role, title) in (ReadOnlySpan<(Role, string)>)[(Role.Source, "Sources"), (Role.Decoder, "Decoders"), (Role.Transform, "Transforms"), (Role.Sink, "Sinks")])
        {
            page.Append($"\n## {title}\n");
            foreach (var type in registry.Components.Where(type => type.Role == role).OrderBy(type => type.Name, StringComparer.Ordinal))
                Component(page, docs, type);
        }

        return page.ToString();
    }

    private static void Common(StringBuilder page, XmlDocs docs, string title, string? lead, Type record)
    {
        page.Append($"\n## {title}\n\n{lead ?? docs.Summary(record, markdown: true)}\n\n");
        page.Append(new OptionsTable(docs).Markdown(record));
    }

    private static void Component(StringBuilder page, XmlDocs docs, ComponentType type)
    {
        page.Append($"\n### {type.Name}\n\n");
        if (type.Plugin is not null) page.Append($"Comes with the plugin {type.Plugin}. ");
        page.Append($"{docs.Summary(type.Options, markdown: true)}\n\n");
        if (docs.Example(type.Options) is { } example) page.Append($"```yaml\n{example}\n```\n\n");
        page.Append(new OptionsTable(docs).Markdown(type.Options));
    }
}
