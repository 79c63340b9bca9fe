namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>What names of pipelines and components look like: they become names of files and metrics.</summary>
internal static class ComponentNames
{
    public const string Pattern = "^[A-Za-z_][A-Za-z0-9_-]*$";
    public const string Rule = "A name begins with a letter and has letters, digits, '-' and '_'.";

    public static bool IsName(string text) =>
        text.Length is > 0 and <= 100
        && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
