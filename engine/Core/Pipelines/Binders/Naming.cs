using System.Text;

namespace StreamGuard.Core.Pipelines.Binders;

/// <summary>Names of properties and enum members as keys and words of a pipeline file.</summary>
internal static class Naming
{
    /// <summary>IdleAfter gives idle_after.</summary>
    public static string Snake(string pascal)
    {
        var result = new StringBuilder();
        for (var i = 0; i < pascal.Length; i++)
        {
            var startsWord = char.IsUpper(pascal[i]) && i > 0 && (!char.IsUpper(pascal[i - 1]) || (i + 1 < pascal.Length && char.IsLower(pascal[i + 1])));
            if (startsWord && pascal[i - 1] != '_') result.Append('_');
            result.Append(char.ToLowerInvariant(pascal[i]));
        }

        return result.ToString();
    }
}
