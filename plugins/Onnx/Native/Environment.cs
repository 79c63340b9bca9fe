namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>What all sessions of this process share; never released, since ONNX Runtime is not to be started a second time.</summary>
internal sealed unsafe class Environment
{
    private static readonly Lock Gate = new();
    private static Environment? _shared;

    private Environment()
    {
        fixed (byte* name = "streamguard"u8)
        {
            Api.Check(Api.CreateEnv(OrtSeverity.Fatal, name, out var env));
            Env = env;
        }

        Api.Check(Api.DisableTelemetry(Env));
        Api.Check(Api.CreateMemory(out var memory));
        Api.Check(Api.DefaultAllocator(out var allocator));
        (Memory, Allocator) = (memory, allocator);
    }

    /// <exception cref="DllNotFoundException">The native library is missing.</exception>
    public static Environment Shared
    {
        get
        {
            lock (Gate)
            {
                try
                {
                    return _shared ??= new Environment();
                }
                catch (TypeInitializationException missing) when (missing.InnerException is DllNotFoundException cause)
                {
                    throw new DllNotFoundException(
                        "the Onnx plugin's native library 'onnxruntime' is missing: run plugins/native/fill-feed, which says why, and build again", cause);
                }
            }
        }
    }

    public nint Env { get; }

    /// <summary>Says of a tensor that it lies in the process's own memory.</summary>
    public nint Memory { get; }

    /// <summary>Of the names that the runtime hands out.</summary>
    public nint Allocator { get; }
}
