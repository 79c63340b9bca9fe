using System.Runtime.InteropServices;

namespace StreamGuard.Contracts;

/// <summary>
/// Work that nobody waits for but the next epoch, such as writing a checkpoint: in a thread of its own that gives way to those
/// that rows go through. Where processors are few, rows would otherwise wait for a time slice while it goes on.
/// </summary>
public static partial class Background
{
    // A third of the share of others, so that it goes on where all processors are busy.
    private const int Niceness = 5;

    /// <summary>Does the work; fails as it does.</summary>
    public static Task RunAsync(Action work) => Task.Factory.StartNew(
        () =>
        {
            GiveWay();
            work();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach,
        TaskScheduler.Default);

    private static void GiveWay()
    {
        // .NET sets priorities on Windows only. Linux has one for each thread; elsewhere it would be the whole process's.
        if (OperatingSystem.IsLinux()) _ = Nice(Niceness);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [LibraryImport("libc", EntryPoint = "nice")]
    private static partial int Nice(int more);
}
