using System.Diagnostics;

namespace StreamGuard.Integration.Tests.Support;

/// <summary>A fact about disks, skipped where a test may not mount one of its own (unshare -rm; Linux only).</summary>
public sealed class OwnMountsFactAttribute : FactAttribute
{
    private static readonly bool MayMount = OperatingSystem.IsLinux() && Mounts();

    public OwnMountsFactAttribute()
    {
        if (!MayMount) Skip = "this user may not mount a disk of its own: 'unshare -rm mount -t tmpfs tmpfs /tmp' fails";
    }

    private static bool Mounts()
    {
        try
        {
            using var mount = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"]) { RedirectStandardError = true })!;
            mount.WaitForExit();
            return mount.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
