using System.Text.RegularExpressions;
using StreamGuard.Core.Tests.Support;
using StreamGuard.Host.Metrics;
using StreamGuard.Host.Service;
using StreamGuard.Host.Tests.Support;

namespace StreamGuard.Host.Tests.Metrics;

public sealed class MetersTests
{
    [Fact]
    public void Names_are_the_field_s()
    {
        Assert.Equal(Meters.All.Count, Meters.All.Select(meter => meter.Name).Distinct().Count());
        Assert.All(Meters.All, meter =>
        {
            Assert.Matches("^(streamguard|process|dotnet)_[a-z0-9_]+$", meter.Name);
            Assert.Equal(meter.Kind == MeterKind.Counter, meter.Name.EndsWith("_total", StringComparison.Ordinal));
            // The base unit stands in the name.
            if (meter.Unit is "seconds" or "bytes" or "ratio") Assert.Contains($"_{meter.Unit}", meter.Name, StringComparison.Ordinal);
            Assert.EndsWith(".", meter.Help, StringComparison.Ordinal);
            Assert.All(meter.Labels, label => Assert.Matches("^[a-z_]+$", label));
        });
    }

    [Fact]
    public async Task A_host_without_pipelines_has_its_own_meters()
    {
        await using var rig = new HostRig();

        var values = Meters.All.ToDictionary(meter => meter.Name, meter => meter.Read(Reading.Of(rig.Host, new SeriesMemory())).ToList());

        Assert.Single(values["streamguard_build_info"]);
        Assert.True(Assert.Single(values["process_resident_memory_bytes"]).Value > 1e6);
        Assert.Empty(values["streamguard_component_rows_in_total"]);
    }

    [Fact]
    public async Task A_name_that_two_files_have_is_one_series()
    {
        await using var rig = new HostRig();
        var first = rig.Add("a.yaml", Pipelines.Short("same", rig.Folder.Path));
        await HostRig.Until(first, HostedState.Finished);
        var second = rig.Add("same.yaml", "pipeline: same\nsources: {}\n");
        await HostRig.Until(second, HostedState.Invalid);

        var reading = Reading.Of(rig.Host, new SeriesMemory());

        Assert.Equal(HostedState.Finished, Assert.Single(reading.Pipelines, pipeline => pipeline.Name == "same").State);
    }

    [Fact]
    public async Task Rows_are_counted_by_what_became_of_them()
    {
        await using var rig = new HostRig();
        var reading = await SampleReading.TakeAsync(rig);

        var lines = ComponentMeters.Rows.Read(reading).ToDictionary(sample => $"{sample.Labels[1]} {sample.Labels[3]}", sample => sample.Value);
        var letters = Assert.Single(DeadLetterMeters.DeadLetters.Read(reading));

        Assert.Equal((2, 1, 1), (lines["lines passed"], lines["lines dead_lettered"], lines["big filtered"]));
        Assert.Equal(("lines", 1), (letters.Labels[1], letters.Value));
    }

    [Theory]
    [InlineData("engine/METRICS.md")]
    [InlineData("engine/Host/Metrics/grafana.json")]
    [InlineData("engine/Host/Metrics/rules.yaml")]
    public void Generated_files_are_fresh(string path)
    {
        var generated = Path.GetExtension(path) switch
        {
            ".md" => MetersPage.Markdown(),
            ".json" => GrafanaJson.Write(),
            _ => RulesYaml.Write(),
        };
        var file = Path.Combine(RepositoryRoot.Path, path);
        if (Environment.GetEnvironmentVariable("STREAMGUARD_UPDATE_GOLDEN") == "1") File.WriteAllText(file, generated);

        Assert.True(File.Exists(file) && File.ReadAllText(file) == generated, $"{path} is stale: run the tests once with STREAMGUARD_UPDATE_GOLDEN=1 and commit it");
    }

    [Fact]
    public void Queries_name_meters_that_there_are()
    {
        var known = Meters.All.Select(meter => meter.Name).ToHashSet();
        var queries = Dashboard.Rows.SelectMany(row => row.Panels).SelectMany(panel => panel.Queries).Select(each => each.Query)
            .Concat(AlertRules.Groups.SelectMany(group => group.Rules).Select(rule => rule.When));

        var named = queries.SelectMany(query => Regex.Matches(query, "(streamguard|process|dotnet)_[a-z_]+").Select(match => match.Value.Replace("_bucket", "", StringComparison.Ordinal)));

        Assert.All(named, name => Assert.Contains(name, known));
    }
}
