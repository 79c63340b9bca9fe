using StreamGuard.Plugins.Analyst.Asking;

namespace StreamGuard.Plugins.Analyst.Tests.Asking;

public class AnalysisFormTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        var analysis = new Analysis("\"quoted\" grün", "line\nline", "critical", ["one", ""]);

        var (again, why) = AnalysisForm.Read(AnalysisForm.Write(analysis));

        Assert.Null(why);
        Assert.Equal((analysis.Summary, analysis.LikelyCause, analysis.Severity), (again!.Summary, again.LikelyCause, again.Severity));
        Assert.Equal(analysis.NextSteps, again.NextSteps);
    }

    [Fact]
    public void What_steers_a_terminal_is_left_out()
    {
        var (analysis, _) = AnalysisForm.Read("""{"summary":"a\u001b[2Jb\u0000c\r\n","likely_cause":"","severity":"info","next_steps":["\u0007"]}""");

        Assert.Equal(("a [2Jb c \n", " "), (analysis!.Summary, analysis.NextSteps[0]));
    }

    [Theory]
    [InlineData("""{"summary":"\ud800","likely_cause":"","severity":"info","next_steps":[]}""")]
    [InlineData("""{"summary":"","likely_cause":"","severity":"HIGH","next_steps":[]}""")]
    [InlineData("""{"summary":"","likely_cause":"","severity":"info","next_steps":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]}""")]
    [InlineData("{\"summary\":\"\"")]
    public void What_is_of_another_form_is_none(string text)
    {
        var (analysis, why) = AnalysisForm.Read(text);

        Assert.Null(analysis);
        Assert.NotNull(why);
    }
}
