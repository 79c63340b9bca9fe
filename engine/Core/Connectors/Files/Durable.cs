using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>Brings what a folder says of its files to the disk: names that were made or changed.</summary>
internal static partial class Durable
{
    /// <summary>Makes a folder, and those above it that are missing; their entries are on disk when this returns.</summary>
    /// <param name="path">A full path.</param>
    public static void MakeFolder(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } above) return;
        MakeFolder(above);
        Directory.CreateDirectory(path);
        SyncFolder(above);
    }

    /// <summary>Returns when the folder's entries are on disk. On Windows they are flushed with the file.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return;
        // The framework refuses to open a folder as a file.
        using var folder = new SafeFileHandle(Open(path, 0), ownsHandle: true);
        if (folder.IsInvalid || Fsync((int)folder.DangerousGetHandle()) != 0)
            throw new IOException($"cannot flush the folder '{path}': {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);
}
