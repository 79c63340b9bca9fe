using System.Runtime.InteropServices;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Running;

/// <summary>SIGHUP lets a run look for newer versions of its models. Only of a run that has some: otherwise it ends the program, as ever.</summary>
internal static class ReloadSignal
{
    /// <summary>Null where there is nothing to look for, or no such signal.</summary>
    public static PosixSignalRegistration? For(RunningPipeline running, IRunDisplay display)
    {
        // On Windows it says that the console is being closed.
        if (OperatingSystem.IsWindows() || !running.CanReload) return null;
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            display.Say("looking for newer versions of the models");
            running.Reload();
        });
    }
}
