using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Http.Options;

/// <summary>A text that may be a secret: as it stands, or from the environment or a file when the run starts.</summary>
[ExactlyOneOf("text", "env", "file")]
public sealed record SecretText
{
    /// <summary>The text; a secret is put in for a variable: ${NAME}.</summary>
    [Whole]
    [Secret]
    public string? Text { get; init; }

    /// <summary>The variable of the environment that holds it.</summary>
    [NotEmpty]
    public string? Env { get; init; }

    /// <summary>The file that holds it; line ends behind it are left out.</summary>
    [NotEmpty]
    public string? File { get; init; }

    /// <summary>The value, read now.</summary>
    /// <param name="option">The option it is of, for a message.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidOperationException">The variable is not set.</exception>
    internal string Read(string option)
    {
        if (Env is { } name)
            return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new InvalidOperationException($"the environment has no {name}, which {option} is taken from");
        return File is null ? Text ?? "" : SecretFile.Read($"{option}.file", File);
    }
}
