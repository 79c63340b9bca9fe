using StreamGuard.Contracts;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Testing;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Connectors;

public sealed class PartFolderTests : IDisposable
{
    private static readonly Schema Schema = new([new("n", ColumnType.Int)]);

    private readonly TempFolder _folder = new();
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_part_appears_whole_when_its_epoch_commits()
    {
        var sink = await Open();
        await sink.WriteAsync([1L]);
        await sink.PrepareAsync();
        Assert.Empty(Parts());

        await sink.CommitAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1"], Parts());
        await sink.CloseAsync();
    }

    [Fact]
    public async Task Rows_behind_a_barrier_belong_to_the_next_part()
    {
        var sink = await Open();
        await sink.WriteAsync([1L]);
        await sink.PrepareAsync();
        await sink.WriteAsync([2L]);
        await sink.CommitAsync();
        await sink.EndAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1", "tested-000002-0000.jsonl: 2"], Parts());
    }

    [Fact]
    public async Task Epochs_without_rows_make_no_part()
    {
        var sink = await Open();
        await sink.BarrierAsync();
        await sink.EndAsync();

        Assert.Empty(Parts());
    }

    [Fact]
    public async Task A_part_grows_over_epochs_until_it_is_old_enough()
    {
        var sink = await Open(new RollOptions { Every = Duration.FromSeconds(60) });
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        _clock.Advance(TimeSpan.FromSeconds(59));
        await sink.WriteAsync([2L]);
        await sink.BarrierAsync();
        Assert.Empty(Parts());

        _clock.Advance(TimeSpan.FromSeconds(1));
        await sink.BarrierAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1 2"], Parts());
        await sink.CloseAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_part_is_as_old_as_time_has_passed_whatever_the_wall_clock_shows(int hours)
    {
        var sink = await Open(new RollOptions { Every = Duration.FromSeconds(60) });
        await sink.WriteAsync([1L]);
        _clock.Jump(TimeSpan.FromHours(hours));
        _clock.Advance(TimeSpan.FromSeconds(59));
        await sink.BarrierAsync();
        Assert.Empty(Parts());

        _clock.Advance(TimeSpan.FromSeconds(1));
        await sink.BarrierAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1"], Parts());
        await sink.CloseAsync();
    }

    [Fact]
    public async Task A_part_is_closed_when_it_is_large_enough()
    {
        var sink = await Open(new RollOptions { Size = new ByteSize(10) });
        for (var n = 1L; n <= 5; n++) await sink.WriteAsync([n]);
        await sink.EndAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1 2", "tested-000001-0001.jsonl: 3 4", "tested-000001-0002.jsonl: 5"], Parts());
    }

    [Fact]
    public async Task Resumes_after_a_crash_between_prepare_and_commit()
    {
        var sink = await Open();
        await sink.WriteAsync([1L]);
        await sink.PrepareAsync();
        await sink.WriteAsync([2L]);
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(Sink());
        Assert.Equal(["tested-000001-0000.jsonl: 1"], Parts());
        await restored.WriteAsync([3L]);
        await restored.EndAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1", "tested-000002-0000.jsonl: 3"], Parts());
        Assert.Empty(Directory.GetFiles(_folder[".streamguard"], "*.jsonl"));
    }

    [Fact]
    public async Task Resumes_within_a_part_and_with_those_closed_since_removed()
    {
        var roll = new RollOptions { Size = new ByteSize(20) };
        var sink = await Open(roll);
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        for (var n = 2L; n <= 9; n++) await sink.WriteAsync([n]);
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(Sink(roll));
        await restored.WriteAsync([10L]);
        await restored.EndAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1 10"], Parts());
        Assert.Empty(Directory.GetFiles(_folder[".streamguard"], "*.jsonl"));
    }

    [Fact]
    public async Task Committing_twice_changes_nothing()
    {
        var sink = await Open();
        await sink.WriteAsync([1L]);
        await sink.BarrierAsync();
        await sink.CloseAsync();

        var restored = await sink.RestoreAsync(Sink());
        await restored.EndAsync();

        Assert.Equal(["tested-000001-0000.jsonl: 1"], Parts());
    }

    [Fact]
    public async Task A_fresh_run_adds_to_the_parts_of_earlier_ones()
    {
        for (var run = 1L; run <= 2; run++)
        {
            var sink = await Open();
            await sink.WriteAsync([run]);
            await sink.EndAsync();
        }

        Assert.Equal(["tested-000001-0000.jsonl: 1", "tested-000002-0000.jsonl: 2"], Parts());
    }

    [Fact]
    public async Task A_fresh_run_removes_what_a_crash_left_and_nothing_else()
    {
        _folder.Write(".streamguard/tested-000001-0000.jsonl", "half a li");
        _folder.Write(".streamguard/other-000001-0000.jsonl", "another sink's");

        await (await Open()).CloseAsync();

        Assert.Equal([_folder[".streamguard/other-000001-0000.jsonl"]], Directory.GetFiles(_folder[".streamguard"], "*.jsonl"));
    }

    [Fact]
    public async Task Names_a_folder_that_cannot_be_made()
    {
        _folder.Write("file", "");
        var sink = new SinkHarness(new FileSink(new FileSinkOptions { Path = _folder["file"] }), Schema);

        var e = await Assert.ThrowsAsync<IOException>(() => sink.OpenAsync());

        Assert.Equal($"cannot write '{_folder["file"]}': '{_folder["file"]}' is a file, not a folder", e.Message);
    }

    [Fact]
    public async Task Keeps_a_second_run_out_of_its_folder()
    {
        var sink = await Open();

        var e = await Assert.ThrowsAsync<IOException>(() => Open());

        Assert.Equal($"cannot write '{_folder.Path}': another sink or run is writing to it", e.Message);
        await sink.CloseAsync();
        await (await Open()).CloseAsync();
    }

    private FileSink Sink(RollOptions? roll = null) => new(new FileSinkOptions { Path = _folder.Path, Roll = roll });

    private Task<SinkHarness> Open(RollOptions? roll = null) => new SinkHarness(Sink(roll), Schema, _clock).OpenAsync();

    /// <summary>Name and numbers of each part that a reader sees.</summary>
    private IEnumerable<string> Parts() => Directory.GetFiles(_folder.Path).Order(StringComparer.Ordinal).Select(path =>
        $"{Path.GetFileName(path)}: {string.Join(' ', File.ReadAllLines(path).Select(line => line[5..^1]))}");
}
