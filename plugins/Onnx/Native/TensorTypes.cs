using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>Types of tensors, the runtime's and ours.</summary>
internal static class TensorTypes
{
    public static ElementType Ours(OrtType type) => type switch
    {
        OrtType.Float => ElementType.Float32,
        OrtType.Double => ElementType.Float64,
        OrtType.Int64 => ElementType.Int64,
        OrtType.Int32 => ElementType.Int32,
        OrtType.Bool => ElementType.Bool,
        _ => ElementType.Other,
    };

    /// <summary>The runtime's type, and how many bytes a value has.</summary>
    public static (OrtType Type, int Bytes) Native(ElementType type) => type switch
    {
        ElementType.Float32 => (OrtType.Float, 4),
        ElementType.Float64 => (OrtType.Double, 8),
        ElementType.Int64 => (OrtType.Int64, 8),
        ElementType.Int32 => (OrtType.Int32, 4),
        ElementType.Bool => (OrtType.Bool, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}
