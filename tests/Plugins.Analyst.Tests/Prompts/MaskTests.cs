using System.Text.Json.Nodes;
using StreamGuard.Plugins.Analyst.Prompts;

namespace StreamGuard.Plugins.Analyst.Tests.Prompts;

public class MaskTests
{
    [Theory]
    [InlineData("""{"user":"alice","message":"alice and ALICE, malice too"}""", """{"user":"[user-1]","message":"[user-1] and [user-1], m[user-1] too"}""")]
    [InlineData("""{"user":"bo","message":"bo, about bo"}""", """{"user":"[user-1]","message":"[user-1], about [user-1]"}""")]
    [InlineData("""{"user":null,"message":"x"}""", """{"user":null,"message":"x"}""")]
    [InlineData("""{"user":1234,"message":"id 1234","n":1234}""", """{"user":"[user-1]","message":"id [user-1]","n":1234}""")]
    [InlineData("""{"user":["alice","bob",null],"message":"bob"}""", """{"user":["[user-1]","[user-2]",null],"message":"[user-2]"}""")]
    [InlineData("""{"user":{"name":"alice","alice":[]},"message":"x"}""", """{"user":{"name":"[user-1]","[user-1]":[]},"message":"x"}""")]
    [InlineData("""{"user":"alice","details":{"by":["alice","x"],"alice":1}}""", """{"user":"[user-1]","details":{"by":["[user-1]","x"],"[user-1]":1}}""")]
    [InlineData("""{"user":"","message":"x"}""", """{"user":"","message":"x"}""")]
    [InlineData("""{"user":"10.0.0.1","message":"10.0.0.12 and 10.0.0.1"}""", """{"user":"[user-1]","message":"[user-1]2 and [user-1]"}""")]
    public void Values_are_taken_out_wherever_they_stand(string row, string covered) => Assert.Equal(JsonNode.Parse(covered)!.ToJsonString(), Covered(row).Single());

    [Fact]
    public void A_value_has_one_name_in_all_rows_and_columns()
    {
        var covered = Covered("""{"user":"alice","owner":"bob"}""", """{"user":"bob","owner":"alice"}""");

        Assert.Equal(["""{"user":"[user-1]","owner":"[owner-1]"}""", """{"user":"[owner-1]","owner":"[user-1]"}"""], covered);
    }

    [Fact]
    public void The_longest_value_counts_where_several_stand()
    {
        Assert.Equal("""{"user":"[user-1]","owner":"[owner-1]","message":"[owner-1] [user-1]"}""",
            Covered("""{"user":"alice","owner":"alice.smith","message":"alice.smith alice"}""").Single());
    }

    [Fact]
    public void What_looks_like_a_name_of_ours_is_none()
    {
        var row = JsonNode.Parse("""{"user":"alice","message":"[user-1] is [user-2]"}""")!.AsObject();
        var mask = new Mask(["user"]);
        mask.Learn(row);
        mask.Cover(row);

        Assert.Equal("(user-1) is (user-2)", (string?)row["message"]);
    }

    [Fact]
    public void Values_are_put_back_where_their_names_stand()
    {
        var hidden = new Dictionary<string, string> { ["[user-1]"] = "alice", ["[user-10]"] = "bob" };

        Assert.Equal("alice's and bob's, [user-2]", Mask.Uncover("[user-1]'s and [user-10]'s, [user-2]", hidden));
    }

    [Fact]
    public void A_column_with_an_odd_name_has_a_name_that_can_be_put_back()
    {
        var row = JsonNode.Parse("""{"user [id]":"alice"}""")!.AsObject();
        var mask = new Mask(["user [id]"]);
        mask.Learn(row);
        mask.Cover(row);

        Assert.Equal("alice", Mask.Uncover((string)row["user [id]"]!, mask.Hidden));
    }

    private static List<string> Covered(params string[] rows)
    {
        var parsed = rows.Select(row => JsonNode.Parse(row)!.AsObject()).ToList();
        var mask = new Mask(["user", "owner"]);
        foreach (var row in parsed) mask.Learn(row);
        foreach (var row in parsed) mask.Cover(row);
        return [.. parsed.Select(row => row.ToJsonString())];
    }
}
