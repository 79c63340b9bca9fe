using StreamGuard.Contracts;
using StreamGuard.Core.Decoders;
using StreamGuard.Core.History;
using StreamGuard.Core.Rules;
using StreamGuard.Core.Sequences;
using StreamGuard.Core.Transforms.Correlations;
using StreamGuard.Core.Transforms.Groups;
using StreamGuard.Core.Transforms.Shapes;
using StreamGuard.Core.Transforms.Sorting;
using StreamGuard.Core.Transforms.Tables;
using StreamGuard.Core.Transforms.Windows;

namespace StreamGuard.Core.Transforms;

/// <summary>The transforms that Core brings and what reads their tables, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Transform<ComputeOptions>("compute", options => new Compute(options));
        components.Transform<CorrelateOptions>("correlate", options => new Correlate(options));
        components.Transform<DedupeOptions>("dedupe", options => new Dedupe(options));
        components.Transform<FilterOptions>("filter", options => new Filter(options));
        components.Transform<FlattenOptions>("flatten", options => new Flatten(options));
        components.Transform<GroupOptions>("group", options => new Group(options));
        components.Transform<LookupOptions>("lookup", options => new Lookup(options));
        components.Transform<OverOptions>("over", options => new Over(options));
        components.Transform<RulesOptions>("rules", options => new AlertRules(options));
        components.Transform<ScoreOptions>("score", options => new Score(options));
        components.Transform<SelectOptions>("select", options => new Select(options));
        components.Transform<SequenceOptions>("sequence", options => new Sequence(options));
        components.Transform<SortOptions>("sort", options => new Sort(options));
        components.Transform<TopOptions>("top", options => new Top(options));
        components.Transform<UnionOptions>("union", options => new Union(options));
        components.Transform<UnpivotOptions>("unpivot", options => new Unpivot(options));
        components.Transform<WindowOptions>("window", options => new Window(options));
        components.Table(new DelimitedTable("csv", Delimiter.Comma));
        components.Table(new DelimitedTable("tsv", Delimiter.Tab));
        components.Table(new JsonTable());
    }
}
