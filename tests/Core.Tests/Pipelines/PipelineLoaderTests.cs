using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Pipelines;

public class PipelineLoaderTests
{
    [Fact]
    public void Loads_the_hydraulic_pipeline()
    {
        var pipeline = Loading.Good(Hydraulic.Text);

        Assert.Equal("hydraulic-sensors", pipeline.Name);
        Assert.Equal(["seconds", "features", "alarms"], pipeline.Transforms.Select(transform => transform.Name));
        Assert.Equal(["lake", "alerts", "screen"], pipeline.Sinks.Select(sink => sink.Name));
        var source = Assert.Single(pipeline.Sources);
        Assert.Equal("kafka", source.Type.Name);
        Assert.Equal("json", source.Decoder!.Type.Name);
        Assert.Equal(["sensor: string", "cycle: int", "timestamp: timestamp", "value: float"], source.Columns.Select(column => $"{column.Name}: {column.Type}"));
        Assert.Equal("timestamp", source.EventTime!.Column);
        Assert.Equal(Duration.FromSeconds(10), source.EventTime.Disorder);
        Assert.Equal(Delivery.AtLeastOnce, pipeline.Sinks[1].Common.Delivery);
        Assert.Null(pipeline.Sinks[0].Common.Delivery);
    }

    [Fact]
    public void Binds_options_with_the_place_of_each()
    {
        var alarms = Loading.Good(Hydraulic.Text).Transforms[2];

        var rules = ((FakeComponents.RulesOptions)alarms.Options.Value).Rules;
        Assert.Equal(["high_pressure", "high_temperature", "pressure_spike", "outlier", "sudden_change"], rules.Keys);
        Assert.Equal("PS1_avg > 300", rules["high_pressure"].When!.Value.Text);
        Assert.Equal(new Extent(60, default), rules["outlier"].Zscore!.Over);
        Assert.Equal("p.yaml:42:34", alarms.Options.At("high_pressure.when").ToString());
        Assert.Equal("p.yaml:45:41", alarms.Options.At("outlier.zscore.of").ToString());
    }

    [Theory]
    [InlineData("p.yaml", "./x")]
    [InlineData("some/p.yaml", "some/x")]
    [InlineData("/a/b/p.yaml", "/a/b/x")]
    public void Knows_the_folder_it_lies_in(string file, string expected)
    {
        var pipeline = Loading.Good(Hydraulic.Text, request => new LoadRequest(file) { ReadText = request.ReadText, Environment = _ => null, Set = [("description", "${PIPELINE_FOLDER}/x")] });

        Assert.Equal(expected, pipeline.Description);
    }

    [Fact]
    public void Merges_a_profile()
    {
        var pipeline = Loading.Good(Hydraulic.Text, request => request with { Profile = "sample" });

        var source = Assert.Single(pipeline.Sources);
        Assert.Equal(new FakeComponents.SimulateOptions { Model = "hydraulic-rig", Cycles = 20, Seed = 7 }, source.Options.Value);
        Assert.Null(source.Decoder);
        Assert.Empty(source.Columns);
        Assert.Equal("timestamp", source.EventTime!.Column);
        Assert.Equal("file", pipeline.Sinks[1].Type.Name);
        Assert.Equal(Delivery.AtLeastOnce, pipeline.Sinks[1].Common.Delivery);
    }

    [Fact]
    public void Takes_variables_from_the_environment()
    {
        var pipeline = Loading.Good(Hydraulic.Text, request => request with { Environment = name => name == "KAFKA_BROKERS" ? "one:9092" : null });

        Assert.Equal("one:9092", ((FakeComponents.KafkaSourceOptions)pipeline.Sources[0].Options.Value).Brokers);
    }

    [Fact]
    public void Applies_overrides_after_the_profile()
    {
        var pipeline = Loading.Good(Hydraulic.Text, request => request with
        {
            Profile = "sample",
            Set = [("sources.readings.event_time.disorder", "5s"), ("sources.readings.simulate.cycles", "2"), ("runtime.lanes", "4")],
        });

        Assert.Equal(Duration.FromSeconds(5), pipeline.Sources[0].EventTime!.Disorder);
        Assert.Equal(2, ((FakeComponents.SimulateOptions)pipeline.Sources[0].Options.Value).Cycles);
        Assert.Equal(4, pipeline.Run.Lanes);
    }

    [Fact]
    public void Reports_every_problem_in_one_pass_and_names_what_is_broken()
    {
        const string text = """
            pipeline: p
            sources:
              readings:
                kafka: { brokers: b, topics: t, gruop: g }
            transforms:
              quiet:
                from: readings
                deadband:
                  column: x
                  tolerance: 0
            sinks:
              screen: { from: quiet, console: { rows: many } }
            """;

        var (pipeline, problems) = Loading.Load(text);

        Assert.Equal(
            [
                "p.yaml:4:37: error SG101: 'gruop' is not an option of source 'kafka'.\n    Did you mean 'group'?",
                "p.yaml:10:18: error SG204: transforms.quiet.tolerance must be greater than 0, got 0.\n    Smallest change worth keeping, in the column's own unit; greater than 0. For example tolerance: 0.5",
                "p.yaml:12:43: error SG202: sinks.screen.rows must be a whole number, got 'many'.",
            ],
            problems.Select(problem => problem.ToString()));
        Assert.Equal(["readings", "quiet", "screen"], pipeline!.Broken.Select(broken => broken.Name));
        Assert.Equal("readings", Assert.Single(pipeline.Broken[1].From).Name);
    }
}
