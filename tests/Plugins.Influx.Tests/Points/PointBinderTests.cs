using StreamGuard.Contracts;
using StreamGuard.Plugins.Influx.Points;
using StreamGuard.Plugins.Influx.Tests.Support;

namespace StreamGuard.Plugins.Influx.Tests.Points;

public class PointBinderTests
{
    [Fact]
    public void What_nothing_names_is_a_field()
    {
        var options = Lines.Options with { Tags = new Dictionary<string, ExpressionText> { ["label"] = new("[label]"), ["kind"] = new("note + '!'") }, TimeOffsetNs = new("n") };

        Assert.Equal(["value", "ok", "note", "took", "list"], Fields(options));
    }

    [Theory]
    [InlineData(null, "level")]
    [InlineData(InfluxRest.None, "level")]
    [InlineData(InfluxRest.Numbers, "level n")]
    [InlineData(InfluxRest.All, "level label n ok note took list")]
    public void Fields_that_are_written_stand_before_the_rest(InfluxRest? rest, string fields)
    {
        var options = Lines.Options with { Fields = new Dictionary<string, ExpressionText> { ["level"] = new(" [value] ") }, Rest = rest };

        Assert.Equal(fields, string.Join(' ', Fields(options)));
    }

    [Fact]
    public void A_field_that_is_written_takes_the_place_of_the_column_of_its_name()
    {
        var options = Lines.Options with { Fields = new Dictionary<string, ExpressionText> { ["n"] = new("n + 1") }, Rest = InfluxRest.Numbers };

        Assert.Equal(["n", "value"], Fields(options));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("at", false)]
    public void The_time_is_the_event_time_unless_it_is_said_otherwise(string? eventTime, bool isServers)
    {
        var schema = new Schema(Lines.Schema.Fields) { EventTime = eventTime };

        var plan = PointBinder.Bind(new SinkBinding(new TestBinder(), schema, null), Lines.Options);

        Assert.Equal(isServers, plan.Time is null);
    }

    private static IEnumerable<string> Fields(InfluxSinkOptions options)
    {
        var binder = new TestBinder();
        var plan = PointBinder.Bind(new SinkBinding(binder, Lines.Schema, null), options);
        Assert.Empty(binder.Problems.All);
        return plan.Fields.Select(field => field.Name);
    }
}
