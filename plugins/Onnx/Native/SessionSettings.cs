using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>Options of a model as a session's settings.</summary>
internal static unsafe class SessionSettings
{
    public static void Apply(nint settings, ModelOptions options)
    {
        var parallel = options.Execution == ModelExecution.Parallel;
        Api.Check(Api.SetIntraOpThreads(settings, options.Threads));
        Api.Check(Api.SetExecutionMode(settings, parallel ? 1 : 0));
        if (parallel) Api.Check(Api.SetInterOpThreads(settings, options.Threads));
        if (!options.Arena) Api.Check(Api.DisableArena(settings));
        // A plan of memory is kept for every number of rows that was ever seen, and batches come in all sizes.
        Api.Check(Api.DisableMemoryPattern(settings));
        // Threads that wait busily for the next operator would take the cores from the rest of the pipeline.
        Set(settings, "session.intra_op.allow_spinning\0"u8, "0\0"u8);
        Set(settings, "session.inter_op.allow_spinning\0"u8, "0\0"u8);
    }

    private static void Set(nint settings, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key, v = value) Api.Check(Api.SetConfig(settings, k, v));
    }
}
