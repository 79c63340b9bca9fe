using System.Text.RegularExpressions;

namespace StreamGuard.Plugins.Onnx.Native;

/// <summary>OrtErrorCode of onnxruntime_c_api.h, those that are told apart.</summary>
internal enum OrtCode
{
    NoModel = 5,
    InvalidProtobuf = 7,
}

/// <summary>ONNX Runtime refused or failed; the message is its own, without where in its sources it was written.</summary>
internal sealed partial class OrtException(OrtCode code, string message) : Exception(Readable(message))
{
    public OrtCode Code { get; } = code;

    private static string Readable(string message)
    {
        var text = Spaces().Replace(Origin().Replace(message, ""), " ").Trim();
        return text.EndsWith('.') ? text : text + ".";
    }

    // "/onnxruntime_src/onnxruntime/core/graph/model.cc:181 onnxruntime::Model::Model(…, const Logger&) " and what a failed
    // check puts behind it: "… was false. ".
    [GeneratedRegex(@"\S*\.(?:cc|h|cpp):\d+ (?:[^()]*\((?:[^()]|\([^()]*\))*\)(?: const)?(?: \[.*?\])? )?(?:\S.*? was false\. )?")]
    private static partial Regex Origin();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
