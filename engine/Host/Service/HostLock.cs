using System.Globalization;

namespace StreamGuard.Host.Service;

/// <summary>Keeps a second host away from a root: both would write to the same data and checkpoints.</summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _lock;

    private HostLock(FileStream held) => _lock = held;

    /// <summary>Takes hold of the root until it is disposed of, or the program ends however it may.</summary>
    /// <param name="root">The host's working folder.</param>
    /// <exception cref="IOException">Another host has it, whose process is named; or the folder cannot be written to.</exception>
    public static HostLock Take(string root)
    {
        var folder = Folder(root);
        // A file that is locked cannot be read by others: who holds it stands beside it.
        var (path, holder) = (Path.Combine(folder, "host.lock"), Path.Combine(folder, "host.process"));
        try
        {
            var held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HostLock(held);
        }
        catch (IOException) when (File.Exists(holder))
        {
            throw new IOException($"another host runs in '{root}' (process {File.ReadAllText(holder)}). One host can run several pipelines; or start this one in another folder, or give it a root of its own in its host file.");
        }
    }

    private static string Folder(string root)
    {
        try
        {
            return Directory.CreateDirectory(Path.Combine(root, ".streamguard")).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the host cannot write to its folder: {error.Message.TrimEnd('.')}. Start it elsewhere, or name another as root in its host file.", error);
        }
    }

    public void Dispose() => _lock.Dispose();
}
