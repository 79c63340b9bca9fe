using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Pipelines.Docs;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines.Docs;

public class XmlDocsTests
{
    private readonly XmlDocs _docs = new();

    [Fact]
    public void Gives_summaries_of_types_properties_and_words()
    {
        Assert.Equal("The keys of checkpoint.", _docs.Summary(typeof(CheckpointOptions)));
        Assert.Equal("The keys of `checkpoint`.", _docs.Summary(typeof(CheckpointOptions), markdown: true));
        Assert.Equal("The timestamp column.", _docs.Summary(typeof(EventTimeOptions).GetProperty("Column")!));
        Assert.Equal("Full means drop, counted.", _docs.Word(typeof(Overflow), "Drop"));
    }

    [Fact]
    public void A_property_that_is_named_is_an_option() =>
        Assert.Equal("See every.", _docs.Summary(typeof(RunOptions).GetProperty("CheckpointEvery")!));

    [Fact]
    public void Gives_an_example_without_the_indent_of_the_comment()
    {
        Assert.Equal("deadband: { column: pressure, tolerance: 0.5 }", _docs.Example(typeof(FakeComponents.DeadbandOptions)));
        Assert.Equal("one:\n  two: 2\nthree: 3", _docs.Example(typeof(Indented)));
    }

    [Fact]
    public void What_has_no_docs_gives_nothing() => Assert.Null(_docs.Summary(typeof(FakeComponents.KafkaSourceOptions)));

    /// <summary>For the example.</summary>
    /// <example>
    /// one:
    ///   two: 2
    /// three: 3
    /// </example>
    internal sealed record Indented;
}
