using System.Diagnostics;

namespace StreamGuard.Core.Tests.Support;

/// <summary>A file system of its own with little room, in memory, for tests of a full disk or a read-only one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder = new();
    private int _mounts = 1;

    public SmallDisk(int kilobytes) => Run("mount", "-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", Path);

    public string Path => _folder.Path;

    /// <summary>From now on nothing can be written through its path, though files that are open stay so.</summary>
    public void MakeReadOnly()
    {
        Run("mount", "--bind", Path, Path);
        _mounts++;
        Run("mount", "-o", "remount,bind,ro", Path);
    }

    /// <summary>Takes all room but so much; what is returned gives it back.</summary>
    public IDisposable Fill(long butBytes)
    {
        var file = System.IO.Path.Combine(Path, "filler");
        File.WriteAllBytes(file, new byte[new DriveInfo(Path).AvailableFreeSpace - butBytes]);
        return new Filler(file);
    }

    public void Dispose()
    {
        while (_mounts-- > 0) Run("umount", Path);
        _folder.Dispose();
    }

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Missing()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") return "only root can mount a small disk";
        try
        {
            new SmallDisk(64).Dispose();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"no small disk can be mounted here: {e.Message}";
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(errors.Trim());
    }

    private sealed class Filler(string file) : IDisposable
    {
        public void Dispose() => File.Delete(file);
    }
}

/// <summary>A fact that needs a <see cref="SmallDisk"/>: skipped, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Missing = new(SmallDisk.Missing);

    public SmallDiskFactAttribute()
    {
        if (Missing.Value is { } reason) Skip = reason;
    }
}
