using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Csv;
using StreamGuard.Core.Decoders.Json;
using StreamGuard.Core.Decoders.Matrix;

namespace StreamGuard.Core.Decoders;

/// <summary>The decoders that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Decoder<JsonOptions>("json", _ => new JsonDecoder());
        components.Decoder<CsvOptions>("csv", options => new CsvDecoder(options));
        components.Decoder<MatrixOptions>("matrix", options => new MatrixDecoder(options));
    }
}
