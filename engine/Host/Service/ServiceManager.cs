using StreamGuard.Host.Service.Systemd;
using StreamGuard.Host.Service.Windows;

namespace StreamGuard.Host.Service;

/// <summary>The service manager of this machine.</summary>
internal static class ServiceManager
{
    /// <exception cref="ServiceException">This system has none that is known here.</exception>
    public static IServiceManager OfThisMachine()
    {
        if (OperatingSystem.IsLinux()) return new SystemdManager(SystemdMachine.This(), new CommandRunner());
        if (OperatingSystem.IsWindows()) return new WindowsManager(new ServiceControlManager(), TimeProvider.System);
        throw new ServiceException("Services are known of Linux with systemd, and of Windows; elsewhere `streamguard serve` is run as it is.");
    }
}
