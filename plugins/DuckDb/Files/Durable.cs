using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.DuckDb.Files;

/// <summary>Brings files and their folder entries to the disk itself.</summary>
internal static partial class Durable
{
    // One flush of a whole volume takes about as long as some dozens of single files.
    private const int ManyEntries = 32;

    /// <summary>Flushes what was written to files and the entries of folders, all of one volume.</summary>
    /// <exception cref="IOException">One cannot be opened or flushed.</exception>
    public static void Flush(IReadOnlyCollection<string> files, IReadOnlyCollection<string> folders)
    {
        FaultPoints.Reach("parquet.flush.before");
        if (files.Count + folders.Count > ManyEntries && OperatingSystem.IsLinux() && folders.FirstOrDefault() is { } any) OnFolder(any, SyncVolume);
        else FlushEach(files, folders);
        FaultPoints.Reach("parquet.flush.after");
    }

    /// <summary>Makes a folder, and those above it that are missing; their entries are on disk when this returns.</summary>
    /// <param name="path">A full path.</param>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } above) return;
        MakeFolder(above);
        Directory.CreateDirectory(path);
        FlushEach([], [above]);
    }

    private static void FlushEach(IReadOnlyCollection<string> files, IReadOnlyCollection<string> folders)
    {
        foreach (var file in files) FlushFile(file);
        // On Windows entries are flushed with the file.
        if (!OperatingSystem.IsWindows())
            foreach (var folder in folders) OnFolder(folder, Sync);
    }

    private static void FlushFile(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    private static void OnFolder(string path, Func<int, int> flush)
    {
        // The framework refuses to open a folder as a file.
        using var folder = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (folder.IsInvalid || flush((int)folder.DangerousGetHandle()) != 0)
            throw new IOException($"cannot flush the folder '{path}': {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncVolume(int descriptor);
}
