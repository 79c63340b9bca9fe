using System.Net.Http.Headers;
using System.Text;
using StreamGuard.Plugins.Http;

namespace StreamGuard.Plugins.Influx.Connection;

/// <summary>What lets the sink in: a header of each request.</summary>
internal static class Login
{
    /// <summary>The header; null where nobody need be let in. Files are read now.</summary>
    /// <exception cref="IOException">A secret's file cannot be read; the message names the option and the path.</exception>
    /// <exception cref="InvalidOperationException">A secret is none that can be sent.</exception>
    public static AuthenticationHeaderValue? Of(InfluxSinkOptions options)
    {
        if (Secret("token", options.Token, options.TokenFile) is { } token)
        {
            // Sent as it is: a letter that a header cannot have would fail each request, with words of HTTP.
            if (token.Length == 0 || token.Any(letter => letter is <= ' ' or > '~')) throw new InvalidOperationException("the token is empty, or has a blank, a line break or a letter that is not ASCII");
            return new AuthenticationHeaderValue("Token", token);
        }

        if (options.User is null) return null;
        var password = Secret("password", options.Password, options.PasswordFile);
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{password}")));
    }

    private static string? Secret(string option, string? value, string? file) => file is null ? value : SecretFile.Read($"{option}_file", file);
}
