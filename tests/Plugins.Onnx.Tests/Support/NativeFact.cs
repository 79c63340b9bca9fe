using System.Runtime.InteropServices;
using StreamGuard.Plugins.Onnx.Native;

namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>A fact about ONNX Runtime, skipped on a machine where its library could not be had.</summary>
public sealed class NativeFactAttribute : FactAttribute
{
    public static string? Missing { get; } = NativeLibrary.TryLoad("onnxruntime", typeof(Api).Assembly, null, out _)
        ? null
        : "the native library 'onnxruntime' is not there: plugins/native/fill-feed says why";

    public NativeFactAttribute() => Skip = Missing;
}
