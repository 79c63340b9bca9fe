using System.Diagnostics;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.Checkpoints;

public sealed class CheckpointLockTests : IDisposable
{
    private readonly Checkpointing _checkpoints = new();

    public void Dispose() => _checkpoints.Dispose();

    [Fact]
    public void Refuses_a_second_holder_and_names_the_first()
    {
        using var first = CheckpointStore.Open(_checkpoints.Path, "rig", new StoppedClock());

        var refusal = Assert.Throws<IOException>(() => _checkpoints.Open());

        Assert.Equal(
            $"the checkpoint folder '{_checkpoints.Folder.Path}' is in use by process {Environment.ProcessId} on host {Environment.MachineName} since 2026-03-01T12:00:00Z: "
            + "stop that run first, or give this pipeline another name or checkpoint.path",
            refusal.Message);
    }

    [Fact]
    public void Is_free_when_the_first_has_closed()
    {
        _checkpoints.Open().Dispose();

        using var second = _checkpoints.Open();

        Assert.Empty(second.List());
    }

    [Fact]
    public void Lets_other_pipelines_have_their_own()
    {
        using var first = _checkpoints.Open();

        using var second = CheckpointStore.Open(_checkpoints.Path, "other", TimeProvider.System);

        Assert.NotEqual(first.Folder.Path, second.Folder.Path);
    }

    [LinuxFact]
    public async Task Is_held_against_other_processes_and_dies_with_its_own()
    {
        _checkpoints.Open().Dispose();
        using var other = Process.Start(new ProcessStartInfo("flock", [_checkpoints.Folder["lock"], "sh", "-c", "echo held; exec sleep 100"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync());

        Assert.Contains("is in use by another process", Assert.Throws<IOException>(() => _checkpoints.Open()).Message, StringComparison.Ordinal);

        other.Kill(entireProcessTree: true);
        await other.WaitForExitAsync();
        await other.StandardOutput.ReadToEndAsync();
        _checkpoints.Open().Dispose();
    }

    [Fact]
    public void Says_that_a_file_stands_where_the_folder_should_be()
    {
        File.WriteAllText(_checkpoints.Folder.Path, "");

        var refusal = Assert.Throws<IOException>(() => _checkpoints.Open());

        Assert.Equal(
            $"checkpoints cannot be kept in '{_checkpoints.Folder.Path}': '{_checkpoints.Folder.Path}' is a file, not a folder: let checkpoint.path name another",
            refusal.Message);
    }

    [SmallDiskFact]
    public void Says_that_the_folder_is_read_only()
    {
        using var disk = new SmallDisk(kilobytes: 64);
        disk.MakeReadOnly();

        var refusal = Assert.Throws<IOException>(() => CheckpointStore.Open(disk.Path, "rig", TimeProvider.System));

        Assert.StartsWith($"checkpoints cannot be kept in '{Path.Combine(disk.Path, "rig")}': ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("checkpoint.path must name a folder that this process may write to", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Checkpointing.Noon;
    }

    private sealed class LinuxFactAttribute : FactAttribute
    {
        public LinuxFactAttribute()
        {
            if (!OperatingSystem.IsLinux()) Skip = "another process holds the lock by flock, which is a program of Linux";
        }
    }
}
