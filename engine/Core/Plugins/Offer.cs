using StreamGuard.Core.Pipelines;

namespace StreamGuard.Core.Plugins;

/// <summary>What a name that a plugin brings stands for: a component of some role, or one of what components use.</summary>
public enum OfferKind
{
    Source = Role.Source,
    Decoder = Role.Decoder,
    Transform = Role.Transform,
    Sink = Role.Sink,
    Aggregate,
    Model,
    Table,
    Query,
}

/// <summary>A name that a plugin brings.</summary>
public sealed record Offer(OfferKind Kind, string Name)
{
    private const string FileName = "offers.txt";

    public Offer(Role role, string name) : this((OfferKind)role, name)
    {
    }

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

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Name}";

    private static Offer Parse(string line, string file)
    {
        if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var kind, var name])
        {
            if (char.IsLetter(kind[0]) && Enum.TryParse<OfferKind>(kind, ignoreCase: true, out var known)) return new Offer(known, name);
        }

        throw new PluginException(ProblemCodes.PluginOffersOtherwise, $"'{line}' in {file} is no offer", "Write a line such as: sink parquet.");
    }
}
