using System.Buffers;
using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Http.Options;

/// <summary>Headers that an author writes; their values may be secrets.</summary>
internal static class Headers
{
    private static readonly SearchValues<char> NameLetters = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly string[] Ours = ["Host", "Connection", "Transfer-Encoding", "Expect", "Idempotency-Key", "User-Agent"];
    private static readonly string[] Telling = ["auth", "token", "secret", "password", "key", "cookie", "signature", "credential"];

    /// <summary>Reports names that are none, and values that look like secrets and stand in the file.</summary>
    public static void Check(Binding binding, string option, IReadOnlyDictionary<string, SecretText> headers)
    {
        foreach (var (name, value) in headers)
        {
            var path = $"{option}.{name}";
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameLetters))
                binding.Error(HttpCodes.Header, path, $"'{name}' is no name of a header.", "It has letters, digits and '-'.");
            else if (Ours.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                binding.Error(HttpCodes.Header, path, $"The header {name} is written by the program.", "Remove it.");
            else if (value.Text is { } text && !IsSendable(text))
                binding.Error(HttpCodes.Header, path, $"The header {name} has a line break, or a letter that is not ASCII.", "Write letters of ASCII on one line.");
            else if (Array.Exists(Telling, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
                CheckSecret(binding, path, value);
        }
    }

    /// <summary>The headers' values, read now.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">A variable is not set, or a value cannot be sent.</exception>
    public static IReadOnlyList<(string Name, string Value)> Read(string option, IReadOnlyDictionary<string, SecretText> headers)
    {
        var read = new List<(string, string)>();
        foreach (var (name, written) in headers)
        {
            var value = written.Read($"{option}.{name}");
            if (!IsSendable(value)) throw new InvalidOperationException($"{option}.{name} has a line break, or a letter that is not ASCII");
            read.Add((name, value));
        }

        return read;
    }

    /// <summary>Reports a secret that stands in the file.</summary>
    public static void CheckSecret(Binding binding, string path, SecretText value)
    {
        if (value.Text is not null && !binding.IsVariable(path))
            binding.Error(HttpCodes.SecretInFile, path, $"{path} is a secret and stands in the file.", $"Write {path[(path.LastIndexOf('.') + 1)..]}: {{ env: NAME }} or {{ file: PATH }}.");
    }

    private static bool IsSendable(string value) => !value.Any(letter => letter is < ' ' or > '~');
}
