using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines.Syntax;
using StreamGuard.Core.Testing;

namespace StreamGuard.Core.Tests.Testing;

public class ExpectationWriterTests
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int), new("mean", ColumnType.Float), new("name", ColumnType.String)]);

    [Fact]
    public void Replaces_what_differs_and_keeps_the_rest_of_the_file()
    {
        const string text = """
            tests: # all of them
              - name: one
                expect:
                  seconds:
                    - { n: 1, mean: 2.5 } # this one holds
                    - { n: 2, mean: 3.5 }
                # about what follows
                end: true
            """;

        var updated = Update(text, [[1L, 2.5, "a"], [2L, 4.0, "b"], [3L, double.NaN, null]], out var refused);

        Assert.Empty(refused);
        Assert.Equal("""
            tests: # all of them
              - name: one
                expect:
                  seconds:
                    - { n: 1, mean: 2.5 } # this one holds
                    - { n: 2, mean: 4 }
                    - { n: 3, mean: .nan }
                # about what follows
                end: true
            """, updated);
    }

    [Fact]
    public void Writes_an_empty_list_when_nothing_came()
    {
        const string text = """
            tests:
              - name: one
                expect:
                  seconds:
                    rows:
                    - { n: 1 }
                    ordered: true
            """;

        var updated = Update(text, [], out _);

        Assert.Equal("""
            tests:
              - name: one
                expect:
                  seconds:
                    rows: []
                    ordered: true
            """, updated);
    }

    [Fact]
    public void Fills_an_empty_list_with_every_column_that_has_values()
    {
        const string text = "tests:\n  - name: one\n    expect:\n      seconds: []\n";

        var updated = Update(text, [[1L, null, "it's"]], out _);

        Assert.Equal("tests:\n  - name: one\n    expect:\n      seconds:\n        - { n: 1, name: 'it''s' }\n", updated);
    }

    [Fact]
    public void Leaves_an_expectation_that_shares_its_line()
    {
        const string text = "tests: [{ name: one, expect: { seconds: [] } }]\n";

        var updated = Update(text, [[1L, null, null]], out var refused);

        Assert.Equal(text, updated);
        Assert.Equal(["seconds"], refused);
    }

    private static string Update(string text, object?[][] came, out List<string> refused)
    {
        var problems = new Problems();
        var file = TestFileReader.Parse("x.test.yaml", text, problems);
        Assert.Empty(problems.All);
        var expectation = file!.Tests[0].Expect[0];
        var cells = new CellReader(problems);
        var expected = expectation.Rows.Select(row => new ExpectedRow(row.At, cells.Cells(row, Schema, "seconds")!)).ToList();
        refused = [];
        return ExpectationWriter.Update(text, [ExpectationCheck.Of(expectation, Schema, expected, came, 1e-9)], refused);
    }
}
