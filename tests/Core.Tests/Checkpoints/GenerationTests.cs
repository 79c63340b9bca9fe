using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Core.Tests.Checkpoints;

public sealed class GenerationTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    private CheckpointFolder Folder => _checkpoints.Folder;

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public void Is_raised_by_each_run()
    {
        for (var run = 1; run <= 3; run++)
        {
            _checkpoints.Open().Dispose();
            Generation.Check(Folder, run);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    public async Task Goes_on_from_the_checkpoints_when_its_file_is_damaged(string content)
    {
        _checkpoints.Open().Dispose();
        using (var second = _checkpoints.Open()) await Checkpointing.Write(second, 1, [1]);
        await File.WriteAllTextAsync(Folder["generation"], content);

        _checkpoints.Open().Dispose();

        Generation.Check(Folder, 3);
    }

    [Fact]
    public void Is_not_that_of_an_older_run_any_more()
    {
        _checkpoints.Open().Dispose();
        _checkpoints.Open().Dispose();

        Assert.Throws<TakenOverException>(() => Generation.Check(Folder, 1));
    }
}
