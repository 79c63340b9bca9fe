using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Http.Options;

/// <summary>Where requests go. Its path may be a secret, as those of chat rooms are: it is not printed.</summary>
/// <param name="Url">The whole.</param>
internal sealed record Address(Uri Url)
{
    /// <summary>The server as it may be printed.</summary>
    public string Server => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>Reports an address in the file that is none; one from the environment or a file is known when the run starts.</summary>
    public static void Check(Binding binding, string option, SecretText written)
    {
        if (written.Text is { } text) Check(binding, option, text, $"Write {option}: https://host/path, or {{ env: NAME }} or {{ file: PATH }} where its path is a secret.");
    }

    /// <summary>Reports what is no address.</summary>
    public static void Check(Binding binding, string option, string text, string hint)
    {
        if (WhyNot(text) is not { } why) return;
        binding.Error(HttpCodes.Url, option, $"{option} {why}.", hint);
    }

    /// <summary>The address, read now.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">It is none, or its variable is not set.</exception>
    public static Address Read(string option, SecretText written)
    {
        var text = written.Read(option).Trim();
        return WhyNot(text) is { } why ? throw new InvalidOperationException($"{option} {why}") : new Address(new Uri(text));
    }

    /// <summary>Of the same server as another, spoken to in the same way.</summary>
    public bool IsSameServer(Uri other) => Uri.Compare(Url, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static string? WhyNot(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return "must be an address with http:// or https://";
        if (url.UserInfo.Length > 0) return "must not hold a user or password; write a header for them";
        return url.Fragment.Length > 0 ? "must not have a '#' and what stands behind it: that is never sent" : null;
    }
}
