using System.Diagnostics;

namespace StreamGuard.Soak.Hosting.Around;

/// <summary>A disk of its own for what the host writes, in memory, so that it can be full without harm to others. Needs root.</summary>
internal sealed class Disk : IDisposable
{
    private readonly string _folder;

    private Disk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Null where this user may not mount one: then it is not filled.</summary>
    public static Disk? Mount(string folder, int megabytes)
    {
        using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", $"size={megabytes}m", "streamguard-soak", folder]))!;
        mount.WaitForExit();
        return mount.ExitCode == 0 ? new Disk(folder) : null;
    }

    /// <summary>Takes every byte that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var piece = 1 << 22; piece > 0; piece /= 2)
        {
            try
            {
                while (true) file.Write(new byte[piece]);
            }
            catch (IOException)
            {
                // Full for pieces of this size.
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        using var mount = Process.Start("umount", ["-l", _folder]);
        mount.WaitForExit();
    }
}
