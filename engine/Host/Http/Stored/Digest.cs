using System.Security.Cryptography;
using System.Text;

namespace StreamGuard.Host.Http.Stored;

/// <summary>Short names for long texts.</summary>
internal static class Digest
{
    /// <summary>16 hexadecimal digits of SHA-256.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
