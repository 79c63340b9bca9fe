using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public class LanguagePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(SharedData.RepositoryRoot(), "engine", "LANGUAGE.md"));

    [Theory]
    [InlineData(null)]
    [InlineData("sample")]
    public void The_pipeline_of_the_page_loads(string? profile)
    {
        var text = Page.Split("```yaml\n")[1].Split("```")[0];
        var problems = new Problems();

        var request = new LoadRequest("page.yaml") { ReadText = _ => text, Profile = profile, Environment = _ => null };
        PipelineLoader.Load(request with { Set = [("sources.readings.event_time.disorder", "5s"), ("transforms.alarms.rules.high.cooldown", "5m")] }, Registry.WithBuiltIns(), problems);

        Assert.Equal("", string.Join('\n', problems.All));
    }
}
