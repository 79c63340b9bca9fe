using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Onnx;

/// <summary>Models in the ONNX format, run by ONNX Runtime's library in this process.</summary>
public sealed class OnnxPlugin : IPlugin
{
    public void Register(IComponents components) => components.Model(new OnnxFormat());
}
