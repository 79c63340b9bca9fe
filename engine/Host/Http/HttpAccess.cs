using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StreamGuard.Contracts;
using StreamGuard.Core.Pipelines;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http;

/// <summary>Where the host listens and who may ask it, checked: off loopback nobody without the token.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="Token">What requests must carry; null on loopback where none was asked for.</param>
/// <param name="Certificate">Speaks HTTPS with it; null for HTTP.</param>
/// <param name="Requests">Requests a client address may make in ten seconds.</param>
/// <param name="Body">Largest body of a request, bytes.</param>
internal sealed record HttpAccess(IPEndPoint Address, string? Token, X509Certificate2? Certificate, int Requests, long Body)
{
    private const int ShortestToken = 16;

    /// <summary>Columns that nobody sees in rows that are told.</summary>
    public IReadOnlyList<string> Mask { get; init; } = [];

    /// <summary>Only this machine can ask.</summary>
    public bool IsLocal => IPAddress.IsLoopback(Address.Address);

    /// <summary>Reads what the host file says; null when there are problems, which have been reported.</summary>
    /// <param name="options">The part http of the host file.</param>
    /// <param name="bound">The whole of it, to say where something stands.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static HttpAccess? Read(HttpOptions options, BoundOptions bound, Problems problems)
    {
        var before = problems.All.Count;
        var address = AddressOf(options.Address);
        if (address is null) Wrong("address", $"http.address must be an address and a port, got '{options.Address}'.", "Write for example 127.0.0.1:8480, [::1]:8480 or 0.0.0.0:8480.");
        var token = TokenOf(options, bound, Wrong);
        if (address is not null && token is null && !IPAddress.IsLoopback(address.Address) && problems.All.Count == before)
            Wrong("address", $"http.address '{options.Address}' can be reached from other machines, and no token is required.", "Write token: ${NAME} or token_file: with the path of a file, or listen at 127.0.0.1.");
        var certificate = CertificateOf(options, Wrong);
        return problems.All.Count > before ? null : new HttpAccess(address!, token, certificate, options.Requests, options.Body.Bytes) { Mask = options.Mask };

        void Wrong(string option, string message, string hint) => problems.Error(HostCodes.Option, bound.At($"http.{option}"), message, hint);
    }

    private static IPEndPoint? AddressOf(string text)
    {
        if (text.StartsWith("localhost:", StringComparison.Ordinal)) text = $"127.0.0.1:{text["localhost:".Length..]}";
        return IPEndPoint.TryParse(text, out var address) && text.LastIndexOf(':') > text.LastIndexOf(']') && text.Contains(':') ? address : null;
    }

    private static string? TokenOf(HttpOptions options, BoundOptions bound, Action<string, string, string> wrong)
    {
        if (options.Token is not null && !bound.Variables.Contains("http.token"))
            wrong("token", "http.token is a secret and stands in the file.", "Write token: ${NAME} to take it from the environment, or token_file: with the path of a file.");
        if (options.Token is not null && options.TokenFile is not null) wrong("token_file", "http.token and http.token_file are both written.", "Keep one of them.");
        var token = options.Token;
        try
        {
            if (options.TokenFile is { } file) token = File.ReadAllText(file).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            wrong("token_file", $"http.token_file cannot be read: {error.Message}", "Give the path of a file that holds the token and nothing else.");
        }

        if (token is not null && token.Length < ShortestToken)
            wrong(options.TokenFile is null ? "token" : "token_file", $"the token has {token.Length} characters, too few not to be guessed.", $"Take {ShortestToken} at least, such as those of: openssl rand -hex 32");
        return token;
    }

    private static X509Certificate2? CertificateOf(HttpOptions options, Action<string, string, string> wrong)
    {
        if (options.Certificate is null && options.Key is null) return null;
        if (options.Certificate is null || options.Key is null)
        {
            wrong(options.Certificate is null ? "key" : "certificate", "http.certificate and http.key belong together.", "Write both, as paths of files in PEM.");
            return null;
        }

        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(options.Certificate, options.Key);
            // On Windows a key that is in memory only cannot be used by TLS.
            return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            wrong("certificate", $"http.certificate cannot be used: {error.Message}", "Give a certificate in PEM, and its key in PEM without a password.");
            return null;
        }
    }
}
