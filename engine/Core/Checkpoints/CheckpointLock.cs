using System.Globalization;
using System.Text;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Checkpoints;

/// <summary>
/// Held on a checkpoint folder by the one host that writes to it; dies with the process. Beside it <c>holder</c> says in
/// words who that is, since a locked file cannot be read.
/// </summary>
internal sealed class CheckpointLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holder;

    private CheckpointLock(FileStream file, string holder) => (_file, _holder) = (file, holder);

    /// <summary>Takes the lock; null when somebody else has it.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static CheckpointLock? TryTake(CheckpointFolder folder, TimeProvider clock)
    {
        if (Open(folder) is not { } file) return null;
        var taken = new CheckpointLock(file, HolderOf(folder));
        try
        {
            var since = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            DurableFile.Replace(taken._holder, Encoding.UTF8.GetBytes($"process {Environment.ProcessId} on host {Environment.MachineName} since {since}\n"));
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Who has the lock, in words.</summary>
    public static string Holder(CheckpointFolder folder)
    {
        try
        {
            return File.ReadAllText(HolderOf(folder)).Trim();
        }
        catch (FileNotFoundException)
        {
            return "another process";
        }
    }

    public void Dispose()
    {
        try
        {
            // Before the lock goes: afterwards it may be the next one's.
            File.Delete(_holder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone or read-only. What the file says is asked only while somebody holds the lock, and then anew.
        }

        _file.Dispose();
    }

    private static string HolderOf(CheckpointFolder folder) => folder["holder"];

    private static FileStream? Open(CheckpointFolder folder)
    {
        try
        {
            return new FileStream(folder["lock"], FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (WriterLock.IsTaken(e))
        {
            return null;
        }
    }
}
