using System.Runtime.InteropServices;

namespace StreamGuard.Host.Running;

/// <summary>The C library's memory, which native libraries of plugins take theirs from.</summary>
internal static partial class NativeHeap
{
    // Its number in malloc.h.
    private const int MostArenas = -8;

    /// <summary>
    /// Has glibc make two arenas, where it would make eight a processor: what threads of one have freed is of no use to those
    /// of another, and with a few brokers' threads two thirds of what they held lay idle. Other C libraries have no arenas.
    /// </summary>
    /// <returns>Whether the library took it.</returns>
    public static bool Bound()
    {
        if (!OperatingSystem.IsLinux()) return false;
        try
        {
            return MallOpt(MostArenas, 2) == 1;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
