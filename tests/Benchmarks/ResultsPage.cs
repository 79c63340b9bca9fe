using System.Text;

namespace StreamGuard.Benchmarks;

/// <summary>The page of results: sections of Markdown, each made by a run of its own.</summary>
internal sealed class ResultsPage(string path)
{
    private const string Head = "# Benchmarks\n\nMade by `tests/Benchmarks/run`, section by section; watermarks, accounts, metrics, validity and late rows are on.\n";
    private const string Mark = "\n## ";

    /// <summary>Puts a section in the place of the one with its title, or where it belongs.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="text">What stands below.</param>
    /// <param name="order">The titles of all sections in their order; those the page has beside them follow.</param>
    public void Put(string title, string text, IEnumerable<string> order)
    {
        var sections = Read();
        sections[title] = text.Trim() + "\n";
        var page = new StringBuilder(Head);
        foreach (var name in order.Where(sections.ContainsKey).Concat(sections.Keys.Except(order)))
            page.Append(Mark).Append(name).Append('\n').Append(sections[name]);
        File.WriteAllText(path, page.ToString());
    }

    private Dictionary<string, string> Read()
    {
        if (!File.Exists(path)) return [];
        return File.ReadAllText(path).Split(Mark).Skip(1).ToDictionary(section => section[..section.IndexOf('\n')], section => section[(section.IndexOf('\n') + 1)..].Trim() + "\n");
    }
}
