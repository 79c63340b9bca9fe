using System.Runtime.InteropServices;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>
/// The part of ONNX Runtime's C API (onnxruntime_c_api.h) that the plugin uses. The library hands out a table of functions
/// that only grows: a function's place never changes. Those that return a status give 0, or one that
/// <see cref="Check"/> makes an exception of.
/// </summary>
internal static unsafe partial class Api
{
    private const string Library = "onnxruntime";

    // The table as of 1.17 has all that is used here, and every later library has it.
    private const uint TableVersion = 17;

    private static readonly nint* Table = Open();

    public static nint CreateEnv(OrtSeverity severity, byte* name, out nint env)
    {
        fixed (nint* to = &env) return ((delegate* unmanaged<OrtSeverity, byte*, nint*, nint>)Table[3])(severity, name, to);
    }

    public static nint DisableTelemetry(nint env) => ((delegate* unmanaged<nint, nint>)Table[6])(env);

    public static nint CreateSession(nint env, byte* model, nuint bytes, nint options, out nint session)
    {
        fixed (nint* to = &session) return ((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)Table[8])(env, model, bytes, options, to);
    }

    public static nint Run(nint session, byte** inputNames, nint* inputs, nuint inputCount, byte** outputNames, nuint outputCount, nint* outputs) =>
        ((delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)Table[9])(
            session, 0, inputNames, inputs, inputCount, outputNames, outputCount, outputs);

    public static nint CreateSessionOptions(out nint options)
    {
        fixed (nint* to = &options) return ((delegate* unmanaged<nint*, nint>)Table[10])(to);
    }

    /// <param name="options">Of a session to come.</param>
    /// <param name="mode">0 one operator after the other, 1 in parallel.</param>
    public static nint SetExecutionMode(nint options, int mode) => ((delegate* unmanaged<nint, int, nint>)Table[13])(options, mode);

    public static nint DisableMemoryPattern(nint options) => ((delegate* unmanaged<nint, nint>)Table[17])(options);

    public static nint DisableArena(nint options) => ((delegate* unmanaged<nint, nint>)Table[19])(options);

    public static nint SetIntraOpThreads(nint options, int threads) => ((delegate* unmanaged<nint, int, nint>)Table[24])(options, threads);

    public static nint SetInterOpThreads(nint options, int threads) => ((delegate* unmanaged<nint, int, nint>)Table[25])(options, threads);

    public static nint InputCount(nint session, out nuint count) => Count(30, session, out count);

    public static nint OutputCount(nint session, out nuint count) => Count(31, session, out count);

    public static nint InputType(nint session, nuint index, out nint type) => Item(33, session, index, out type);

    public static nint OutputType(nint session, nuint index, out nint type) => Item(34, session, index, out type);

    public static nint InputName(nint session, nuint index, nint allocator, out byte* name) => Name(36, session, index, allocator, out name);

    public static nint OutputName(nint session, nuint index, nint allocator, out byte* name) => Name(37, session, index, allocator, out name);

    /// <summary>A tensor over memory of the caller, who keeps it.</summary>
    public static nint CreateTensor(nint memory, void* data, nuint bytes, long* shape, nuint rank, OrtType type, out nint tensor)
    {
        fixed (nint* to = &tensor)
            return ((delegate* unmanaged<nint, void*, nuint, long*, nuint, OrtType, nint*, nint>)Table[49])(memory, data, bytes, shape, rank, type, to);
    }

    /// <summary>What a type says of tensors; 0 when it is no tensor's. Part of the type.</summary>
    public static nint TensorInfo(nint type, out nint info) => Handle(55, type, out info);

    public static nint ElementType(nint info, out OrtType type)
    {
        fixed (OrtType* to = &type) return ((delegate* unmanaged<nint, OrtType*, nint>)Table[60])(info, to);
    }

    public static nint Rank(nint info, out nuint rank) => Count(61, info, out rank);

    public static nint Shape(nint info, long* shape, nuint rank) => ((delegate* unmanaged<nint, long*, nuint, nint>)Table[62])(info, shape, rank);

    /// <summary>The processor's own memory, with neither arena nor device.</summary>
    public static nint CreateMemory(out nint memory)
    {
        const int device = 0, ordinary = 0;
        fixed (nint* to = &memory) return ((delegate* unmanaged<int, int, nint*, nint>)Table[69])(device, ordinary, to);
    }

    public static nint Free(nint allocator, void* memory) => ((delegate* unmanaged<nint, void*, nint>)Table[76])(allocator, memory);

    /// <summary>The allocator of names; never to be released.</summary>
    public static nint DefaultAllocator(out nint allocator)
    {
        fixed (nint* to = &allocator) return ((delegate* unmanaged<nint*, nint>)Table[78])(to);
    }

    public static void ReleaseSession(nint session) => Release(95, session);

    public static void ReleaseTensor(nint tensor) => Release(96, tensor);

    public static void ReleaseType(nint type) => Release(98, type);

    public static void ReleaseSessionOptions(nint options) => Release(100, options);

    public static nint SetConfig(nint options, byte* key, byte* value) => ((delegate* unmanaged<nint, byte*, byte*, nint>)Table[130])(options, key, value);

    /// <exception cref="OrtException">The status is not that of success.</exception>
    public static void Check(nint status)
    {
        if (status == 0) return;
        var code = ((delegate* unmanaged<nint, OrtCode>)Table[1])(status);
        var message = Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<nint, byte*>)Table[2])(status)) ?? "unknown error";
        Release(93, status);
        throw new OrtException(code, message);
    }

    private static void Release(int function, nint handle) => ((delegate* unmanaged<nint, void>)Table[function])(handle);

    private static nint Count(int function, nint of, out nuint count)
    {
        fixed (nuint* to = &count) return ((delegate* unmanaged<nint, nuint*, nint>)Table[function])(of, to);
    }

    private static nint Handle(int function, nint of, out nint handle)
    {
        fixed (nint* to = &handle) return ((delegate* unmanaged<nint, nint*, nint>)Table[function])(of, to);
    }

    private static nint Item(int function, nint of, nuint index, out nint handle)
    {
        fixed (nint* to = &handle) return ((delegate* unmanaged<nint, nuint, nint*, nint>)Table[function])(of, index, to);
    }

    private static nint Name(int function, nint of, nuint index, nint allocator, out byte* name)
    {
        fixed (byte** to = &name) return ((delegate* unmanaged<nint, nuint, nint, byte**, nint>)Table[function])(of, index, allocator, to);
    }

    /// <summary>Two functions: the table of a version, and the library's version as text.</summary>
    [LibraryImport(Library, EntryPoint = "OrtGetApiBase")]
    private static partial nint* Base();

    private static nint* Open()
    {
        var table = ((delegate* unmanaged<uint, nint*>)Base()[0])(TableVersion);
        return table is not null ? table : throw new DllNotFoundException($"the library '{Library}' on this system is older than 1.{TableVersion}");
    }
}

/// <summary>OrtLoggingLevel: what is written to standard error; errors come as statuses too.</summary>
internal enum OrtSeverity
{
    Fatal = 4,
}

/// <summary>ONNXTensorElementDataType, those that rows are made into.</summary>
internal enum OrtType
{
    Float = 1,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Double = 11,
}
