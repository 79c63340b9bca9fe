using System.Runtime.InteropServices;
using System.Text;

namespace StreamGuard.Benchmarks.Scoring;

/// <summary>XGBoost's C API (c_api.h, 1.7): predictions in place, on one thread, of rows that were described once.</summary>
internal sealed unsafe partial class XGBoostLoop : IBareLoop
{
    private const string Library = "/usr/lib/python3/dist-packages/xgboost/lib/libxgboost.so";

    private static readonly byte[] Settings = Utf8("""{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"missing":NaN,"cache_id":0}""");

    private readonly nint _booster;
    private readonly List<float[]> _memory = [];
    private readonly List<byte[]> _batches = [];

    /// <param name="model">The file.</param>
    /// <param name="inputs">What each batch holds.</param>
    /// <param name="rows">Rows a batch.</param>
    /// <param name="features">Values a row.</param>
    public XGBoostLoop(string model, IEnumerable<float[]> inputs, int rows, int features)
    {
        Check(Create(0, 0, out _booster));
        Check(Load(_booster, Utf8(model)));
        Check(SetParameter(_booster, "nthread\0"u8.ToArray(), "1\0"u8.ToArray()));
        foreach (var values in inputs)
        {
            var pinned = GC.AllocateArray<float>(values.Length, pinned: true);
            values.CopyTo(pinned, 0);
            _memory.Add(pinned);
            _batches.Add(Utf8($$"""{"data":[{{Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0)}},false],"shape":[{{rows}},{{features}}],"typestr":"<f4","version":3}"""));
        }
    }

    public void Run(int batches)
    {
        for (var i = 0; i < batches; i++) Check(Predict(_booster, _batches[i % _batches.Count], Settings, 0, out _, out _, out _));
    }

    public void Dispose() => Check(Free(_booster));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private static void Check(int result)
    {
        if (result != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(LastError()));
    }

    [LibraryImport(Library, EntryPoint = "XGBGetLastError")]
    private static partial nint LastError();

    [LibraryImport(Library, EntryPoint = "XGBoosterCreate")]
    private static partial int Create(nint matrices, ulong count, out nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterLoadModel")]
    private static partial int Load(nint booster, byte[] file);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetParam")]
    private static partial int SetParameter(nint booster, byte[] name, byte[] value);

    [LibraryImport(Library, EntryPoint = "XGBoosterPredictFromDense")]
    private static partial int Predict(nint booster, byte[] rows, byte[] settings, nint matrix, out ulong* shape, out ulong dimensions, out float* result);

    [LibraryImport(Library, EntryPoint = "XGBoosterFree")]
    private static partial int Free(nint booster);
}
