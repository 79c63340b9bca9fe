using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>
/// Tells one file from another whatever their names: inode and time of birth on Linux, the time of creation elsewhere.
/// An inode alone will not do, since it is used again as soon as its file is gone.
/// </summary>
internal static partial class FileIdentity
{
    private const int WorkingFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint InodeAndBirth = 0x100 | 0x800;

    // struct statx (statx(2)), the same on every machine: 256 bytes, the inode at 32, the birth time at 80.
    private const int StatxBytes = 256;
    private const int InodeAt = 32;
    private const int BirthAt = 80;

    /// <summary>Null when there is no such file.</summary>
    public static string? Of(string path)
    {
        if (OperatingSystem.IsLinux()) return Stat(WorkingFolder, path, 0);
        return File.Exists(path) ? $"{File.GetCreationTimeUtc(path).Ticks:x}" : null;
    }

    public static string? Of(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? Stat((int)file.DangerousGetHandle(), "", EmptyPath) : $"{File.GetCreationTimeUtc(file).Ticks:x}";

    private static string? Stat(int folder, string path, int flags)
    {
        Span<byte> answer = stackalloc byte[StatxBytes];
        if (Statx(folder, path, flags, InodeAndBirth, answer) != 0) return null;
        var inode = MemoryMarshal.Read<ulong>(answer[InodeAt..]);
        var (seconds, nanoseconds) = (MemoryMarshal.Read<long>(answer[BirthAt..]), MemoryMarshal.Read<uint>(answer[(BirthAt + 8)..]));
        return $"{inode:x}.{seconds:x}.{nanoseconds:x}";
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
