using StreamGuard.Contracts;
using StreamGuard.Core.Decoders.Json;

namespace StreamGuard.Core.Decoders;

/// <summary>The decoders that Core brings, a line each.</summary>
internal static class BuiltIns
{
    public static void Register(IComponents components)
    {
        components.Decoder<JsonOptions>("json", _ => new JsonDecoder());
    }
}
