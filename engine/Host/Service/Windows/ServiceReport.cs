namespace StreamGuard.Host.Service.Windows;

/// <summary>States of a Windows service, numbered as the manager does.</summary>
internal enum ServiceState : uint
{
    Stopped = 1,
    StartPending = 2,
    StopPending = 3,
    Running = 4,
}

/// <summary>What the manager may send, numbered as it does.</summary>
internal enum ServiceControl : uint
{
    Stop = 1,
    Interrogate = 4,
    Shutdown = 5,
    Preshutdown = 15,
}

/// <summary>What a service tells the manager of itself.</summary>
/// <param name="State">What it does.</param>
/// <param name="Checkpoint">Counts up while it starts or stops: it is still at it.</param>
/// <param name="WaitHint">Until when the next report comes, while it starts or stops.</param>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>, once it has stopped.</param>
internal readonly record struct ServiceReport(ServiceState State, uint Checkpoint, TimeSpan WaitHint, int ExitCode)
{
    /// <summary>It can be told to stop; before it runs the manager waits with that.</summary>
    public bool TakesStop => State == ServiceState.Running;
}
