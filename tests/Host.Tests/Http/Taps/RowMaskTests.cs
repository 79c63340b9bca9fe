using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Host.Http.Taps;

namespace StreamGuard.Host.Tests.Http.Taps;

public sealed class RowMaskTests
{
    private readonly RowMask _mask = new(["user", "tags"], ["swordfish", "swordfish2"]);

    [Fact]
    public void Named_columns_are_masked_whatever_they_hold_and_what_is_null_stays_so()
    {
        var schema = new Schema([new("user", ColumnType.String), new("n", ColumnType.Int), new("tags", ColumnType.ListOf(ColumnType.String))]);

        Assert.Equal(["***", 7L, "***"], _mask.Values(schema, ["ann", 7L, new object?[] { "a" }]));
        Assert.Equal([null, null, null], _mask.Values(schema, [null, null, null]));
    }

    [Fact]
    public void What_a_named_column_holds_is_taken_out_of_other_texts_of_the_row()
    {
        var schema = new Schema([new("user", ColumnType.String), new("message", ColumnType.String), new("seen", ColumnType.ListOf(ColumnType.String))]);

        Assert.Equal(["***", "*** came", new object?[] { "***", "bob" }], _mask.Values(schema, ["ann", "ann came", new object?[] { "ann", "bob" }]));
        Assert.Equal(["***", "al came", null], _mask.Values(schema, ["al", "al came", null]));
    }

    [Fact]
    public void Of_a_dead_letter_are_masked_its_bytes_and_what_is_particular_to_its_reason()
    {
        object?[] letter = ["lines", "0", 7L, "'n' must be a number: ann", 20L, "{\"user\": \"ann\"}", null];

        Assert.Equal(["lines", "0", 7L, "'n' must be a number: ***", 20L, "***", null], _mask.Values(DeadLetterSchema.Instance, letter));
        Assert.Equal(letter, new RowMask([], []).Values(DeadLetterSchema.Instance, letter));
    }

    [Theory]
    [InlineData("the password is swordfish.", "the password is ***.")]
    [InlineData("swordfish2 and swordfish", "*** and ***")]
    [InlineData("sword fish", "sword fish")]
    public void Secrets_are_taken_out_of_texts(string text, string shown) => Assert.Equal(shown, _mask.Value("line", text));

    [Fact]
    public void Secrets_are_taken_out_of_lists() => Assert.Equal(new object?[] { "a", "***", 1L }, _mask.Value("list", new object?[] { "a", "swordfish", 1L }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bytes_in_base_64_that_hold_a_secret_are_masked_whole_also_where_they_were_cut(int before)
    {
        var bytes = Encoding.UTF8.GetBytes(new string('\u0001', before) + "swordfish and more of it");
        var text = Convert.ToBase64String(bytes);

        Assert.Equal("***", _mask.Value("raw_base64", text));
        Assert.Equal("***", _mask.Value("raw_base64", text[..^5] + "…"));
        Assert.NotEqual("***", _mask.Value("raw_base64", Convert.ToBase64String(Encoding.UTF8.GetBytes("nothing of the kind"))));
    }
}
