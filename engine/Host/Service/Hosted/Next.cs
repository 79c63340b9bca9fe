namespace StreamGuard.Host.Service.Hosted;

/// <summary>What the loop of a hosted pipeline does next.</summary>
internal enum Next
{
    Plan,
    Run,

    /// <summary>Waits for the next time of its schedule.</summary>
    Await,

    /// <summary>Waits before it is begun again.</summary>
    Wait,

    /// <summary>Waits for a request.</summary>
    Rest,
    End,
}
