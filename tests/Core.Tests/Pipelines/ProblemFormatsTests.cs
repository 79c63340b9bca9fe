using System.Text.Json.Nodes;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Tests.Pipelines;

public class ProblemFormatsTests
{
    private static readonly Problem[] Problems =
    [
        new("SG101", Severity.Error, new Location("pipelines/a, b.yaml", 3, 7), "'inptus' is 100% wrong.", "Did you mean 'inputs'?"),
        new("SG108", Severity.Warning, new Location("--set runtime.lanes", 0, 0), "odd"),
    ];

    [Fact]
    public void Json_has_an_object_for_each()
    {
        var array = JsonNode.Parse(ProblemFormats.Json(Problems))!.AsArray();

        Assert.Equal("""{"file":"pipelines/a, b.yaml","line":3,"column":7,"severity":"error","code":"SG101","message":"\u0027inptus\u0027 is 100% wrong.","hint":"Did you mean \u0027inputs\u0027?"}""", array[0]!.ToJsonString());
        Assert.Equal("""{"file":"--set runtime.lanes","severity":"warning","code":"SG108","message":"odd"}""", array[1]!.ToJsonString());
    }

    [Fact]
    public void Github_annotations_escape_what_would_end_them() => Assert.Equal(
        "::error file=pipelines/a%2C b.yaml,line=3,col=7,title=SG101::'inptus' is 100%25 wrong.%0ADid you mean 'inputs'?\n::warning title=SG108::odd",
        ProblemFormats.GitHub(Problems));

    [Fact]
    public void Sarif_has_rules_levels_and_regions()
    {
        var log = JsonNode.Parse(ProblemFormats.Sarif(Problems, "0.1.0"))!;

        var run = log["runs"]![0]!;
        Assert.Equal("2.1.0", (string?)log["version"]);
        Assert.Equal(["SG101", "SG108"], run["tool"]!["driver"]!["rules"]!.AsArray().Select(rule => (string?)rule!["id"]));
        var result = run["results"]![0]!;
        Assert.Equal("error", (string?)result["level"]);
        var place = result["locations"]![0]!["physicalLocation"]!;
        Assert.Equal("pipelines/a%2C%20b.yaml", (string?)place["artifactLocation"]!["uri"]);
        Assert.Equal((3, 7), ((int)place["region"]!["startLine"]!, (int)place["region"]!["startColumn"]!));
        Assert.Null(run["results"]![1]!["locations"]);
    }

    [Fact]
    public void Nothing_found_is_an_empty_list()
    {
        Assert.Equal("[]", ProblemFormats.Json([]));
        Assert.Equal("", ProblemFormats.GitHub([]));
    }
}
