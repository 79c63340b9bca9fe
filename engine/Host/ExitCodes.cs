namespace StreamGuard.Host;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCodes
{
    /// <summary>All went well; also a run that was asked to stop and did.</summary>
    public const int Done = 0;

    /// <summary>The run failed, a test did, or a checkpoint is damaged or in use.</summary>
    public const int Failed = 1;

    /// <summary>The pipeline file or the command line is bad, or checkpoints do not fit it; nothing was read.</summary>
    public const int Bad = 2;

    /// <summary>Nothing is known of the key that was to be looked into.</summary>
    public const int Unknown = 3;

    /// <summary>A file that follows another has no place for state that components keep.</summary>
    public const int StateWouldBeLost = 4;

    /// <summary>Nothing would be lost, but a running pipeline cannot be changed in this way.</summary>
    public const int NeedsRestart = 5;

    /// <summary>A second signal, SIGINT, ended the run before it had drained.</summary>
    public const int Interrupted = 130;

    /// <summary>The same by SIGTERM.</summary>
    public const int Terminated = 143;

    /// <summary>For the end of the help.</summary>
    public const string Text = """
        Exit codes:
          0    done; also a run that was asked to stop (SIGINT, SIGTERM) and drained
          1    the run failed, a test did, or a checkpoint is damaged or in use
          2    the pipeline file or the command line is bad, or checkpoints do not fit it; nothing was read
          3    investigate: nothing is known of the key
          4    diff: what components keep would be lost
          5    diff: nothing would be lost, but a running pipeline cannot take it over without a restart
          130  a second SIGINT ended the run before it had drained (143: a second SIGTERM)
        """;
}
