using System.Net;
using System.Text;

namespace StreamGuard.Host.Output;

/// <summary>A page that is one file: nothing in it is fetched from anywhere, and no script of whoever wrote the rows runs.</summary>
/// <param name="title">As text.</param>
/// <param name="style">CSS beside that of all pages.</param>
internal sealed class HtmlPage(string title, string style = "")
{
    /// <summary>Told apart by people who see red and green alike (Okabe, Ito 2008).</summary>
    public static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];

    private const string Style = "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#222}table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}td,th{padding:.25rem .7rem;border-bottom:1px solid #ddd;text-align:right}td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}";

    private readonly StringBuilder _body = new();

    /// <summary>Text as HTML shows it; what would turn it around or hide in it by its code.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(Printable.Cell(text));

    /// <summary>Adds what is HTML already.</summary>
    public HtmlPage Add(string html)
    {
        _body.Append(html).Append('\n');
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="titles">As text.</param>
    /// <param name="rows">Cells that are HTML already.</param>
    public HtmlPage AddTable(IEnumerable<string> titles, IEnumerable<IEnumerable<string>> rows)
    {
        _body.Append("<table><thead><tr>").AppendJoin("", titles.Select(each => $"<th>{Text(each)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows) _body.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{cell}</td>")).Append("</tr>\n");
        _body.Append("</tbody></table>\n");
        return this;
    }

    public override string ToString() =>
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        + $"<title>{Text(title)}</title><style>{Style}{style}</style></head><body>\n<h1>{Text(title)}</h1>\n{_body}</body></html>\n";
}
