using StreamGuard.Contracts;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Tests.Service;

public sealed class HostServiceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("http: { address: nowhere }", "1:18: error SG960: http.address must be an address and a port, got 'nowhere'.")]
    [InlineData("http: { address: 0.0.0.0:8480 }", "1:18: error SG960: http.address '0.0.0.0:8480' can be reached from other machines, and no token is required.")]
    [InlineData("http: { address: 0.0.0.0:8480, token: 0123456789abcdef }", "1:39: error SG960: http.token is a secret and stands in the file.")]
    [InlineData("http: { token: '${SG_TEST_TOKEN:-short}' }", "1:17: error SG960: the token has 5 characters, too few not to be guessed.")]
    [InlineData("http: { token_file: nowhere.txt }", "1:21: error SG960: http.token_file cannot be read: ")]
    [InlineData("http: { certificate: a.pem }", "1:22: error SG960: http.certificate and http.key belong together.")]
    [InlineData("htpp: {}", "1:1: error SG101: 'htpp' is not an option of a host file.")]
    [InlineData("plugins: nowhere", "1:10: error SG960: plugins: there is no folder '")]
    [InlineData("restart: { first: 0s }", "1:19: error SG204: restart.first must be greater than 0, got '0s'.")]
    [InlineData("restart: { first: 2m }", "1:19: error SG960: restart.first must not be more than restart.longest, got 2m and 1m.")]
    [InlineData("log: { format: yaml }", "1:16: error SG203: log.format must be one of text, json, journal, got 'yaml'.")]
    [InlineData("- a", "1:1: error SG202: A host file must be a map of options, got a list.")]
    public void Says_what_is_wrong_in_a_host_file(string text, string expected)
    {
        var problems = new Problems();

        var service = HostService.Load(_folder.Write("host.yaml", text), [new PipelineEntry { Path = "a.yaml" }], null, problems);

        Assert.Null(service);
        Assert.Contains(problems.All, problem => problem.ToString().StartsWith($"{_folder["host.yaml"]}:{expected}", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_that_there_is_nothing_to_run()
    {
        var problems = new Problems();

        HostService.Load(null, [], null, problems);

        Assert.Equal("(command line):1:1: error SG960: There is nothing to run.", problems.All.Single().ToString().Split('\n')[0]);
    }

    [Fact]
    public void Takes_a_token_from_a_file_and_listens_everywhere()
    {
        var problems = new Problems();
        var token = _folder.Write("token", "0123456789abcdef0123456789abcdef\n");

        var service = HostService.Load(_folder.Write("host.yaml", $"http: {{ address: '0.0.0.0:0', token_file: '{token}' }}"), [new PipelineEntry { Path = "a.yaml" }], null, problems);

        Assert.NotNull(service);
        Assert.Empty(problems.All);
    }

    [Fact]
    public void Warns_that_questions_in_SQL_see_through_a_mask()
    {
        var problems = new Problems();

        var service = HostService.Load(_folder.Write("host.yaml", "http: { mask: [user] }\napi: { query: { enabled: true } }"), [new PipelineEntry { Path = "a.yaml" }], null, problems);

        Assert.NotNull(service);
        Assert.StartsWith($"{_folder["host.yaml"]}:1:15: warning SG960: http.mask does not reach the answers to questions in SQL", problems.All.Single().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SERVICE.md")]
    [InlineData("API.md")]
    public void The_host_file_of_a_page_is_good(string name)
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "engine", name));
        var text = page.Split("```yaml\n")[1].Split("```")[0];
        var problems = new Problems();

        var service = HostService.Load(_folder.Write("host.yaml", text), [new PipelineEntry { Path = "pipelines" }], null, problems);

        Assert.True(service is not null, string.Join('\n', problems.All));
    }

    [Fact]
    public void The_host_file_that_an_installed_service_begins_with_is_good()
    {
        var problems = new Problems();

        var service = HostService.Load(Path.Combine(RepositoryRoot.Path, "engine", "Host", "Packaging", "host.yaml"), [new PipelineEntry { Path = "pipelines" }], null, problems);

        Assert.NotNull(service);
        Assert.Empty(problems.All);
    }
}
