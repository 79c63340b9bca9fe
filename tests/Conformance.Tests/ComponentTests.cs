using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Binders;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Conformance.Tests;

/// <summary>What every component of the registry must bring.</summary>
public class ComponentTests
{
    private static readonly Registry Registry = Registry.WithBuiltIns();
    private static readonly XmlDocs Docs = new();

    public static TheoryData<Role, string> Components()
    {
        var components = new TheoryData<Role, string>();
        foreach (var component in Registry.Components) components.Add(component.Role, component.Name);
        return components;
    }

    public static TheoryData<string> Aggregates() => new(Registry.AggregateFunctions.Select(function => function.Name));

    [Theory]
    [MemberData(nameof(Components))]
    public void Has_a_summary(Role role, string name)
    {
        Assert.False(string.IsNullOrWhiteSpace(Docs.Summary(Registry.Find(role, name)!.Options)));
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void Every_option_has_a_summary(Role role, string name)
    {
        var options = new OptionsShape(Registry.Find(role, name)!.Options).Options;

        Assert.All(options, option => Assert.False(string.IsNullOrWhiteSpace(Docs.Summary(option.Property)), option.Key));
    }

    [Theory]
    [MemberData(nameof(Components))]
    public void Has_an_example_that_binds(Role role, string name)
    {
        var type = Registry.Find(role, name)!;
        var example = Docs.Example(type.Options);
        Assert.False(string.IsNullOrWhiteSpace(example), "there is no example");
        var problems = new Problems();

        var kind = Assert.Single(Assert.IsType<MapNode>(YamlReader.Read("example", example, problems)).Entries, entry => entry.Key == name);
        var bound = new OptionsBinder(name, name, problems).Bind(type.Options, kind.Value, kind.At);

        Assert.Empty(problems.All);
        Assert.NotNull(bound);
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void An_aggregate_says_what_it_gives_and_how_it_is_called(string name)
    {
        var function = Registry.FindAggregate(name)!;

        Assert.False(string.IsNullOrWhiteSpace(function.Summary));
        Assert.StartsWith($"{name}(", function.Signature);
    }
}
