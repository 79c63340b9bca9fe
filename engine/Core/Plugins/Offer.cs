using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Plugins;

/// <summary>A name that a plugin brings. A null role is that of aggregates.</summary>
public sealed record Offer(Role? Role, string Name)
{
    private const string FileName = "offers.txt";

    /// <summary>
    /// What a plugin's folder says it brings, a line each (<c>sink parquet</c>), so that its assembly need not be loaded
    /// to know; null when the folder does not say.
    /// </summary>
    /// <exception cref="PluginException">A line is no offer.</exception>
    public static IReadOnlyList<Offer>? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        return File.Exists(file) ? [.. File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => Parse(line, file))] : null;
    }

    public override string ToString() => $"{Role?.ToString().ToLowerInvariant() ?? "aggregate"} {Name}";

    private static Offer Parse(string line, string file)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var role, var name])
        {
            if (role == "aggregate") return new Offer(null, name);
            if (char.IsLetter(role[0]) && Enum.TryParse<Role>(role, ignoreCase: true, out var known)) return new Offer(known, name);
        }

        throw new PluginException(ProblemCodes.PluginOffersOtherwise, $"'{line}' in {file} is no offer", "Write a line such as: sink parquet.");
    }
}
