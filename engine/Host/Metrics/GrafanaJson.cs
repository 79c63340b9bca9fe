using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StreamGuard.Host.Metrics;

/// <summary>Writes the dashboard in the form that Grafana imports.</summary>
internal static class GrafanaJson
{
    private const int Columns = 24;
    private const int Height = 8;
    private const int SchemaVersion = 38;

    public static string Write()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("uid", "streamguard");
            json.WriteString("title", "StreamGuard.Dataflow");
            json.WriteNumber("schemaVersion", SchemaVersion);
            json.WriteString("refresh", "10s");
            json.WriteStartObject("time");
            json.WriteString("from", "now-1h");
            json.WriteString("to", "now");
            json.WriteEndObject();
            WriteChoices(json);
            WritePanels(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()).ReplaceLineEndings("\n") + "\n";
    }

    /// <summary>What can be chosen above the panels.</summary>
    private static void WriteChoices(Utf8JsonWriter json)
    {
        json.WriteStartObject("templating");
        json.WriteStartArray("list");
        json.WriteStartObject();
        json.WriteString("name", "datasource");
        json.WriteString("type", "datasource");
        json.WriteString("query", "prometheus");
        json.WriteEndObject();
        WriteChoice(json, "job", $"label_values({PipelineMeters.Build.Name}, job)");
        WriteChoice(json, "pipeline", $"label_values({PipelineMeters.State.Name}, pipeline)");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteChoice(Utf8JsonWriter json, string name, string query)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("type", "query");
        WriteSource(json);
        json.WriteString("query", query);
        json.WriteNumber("refresh", 2);
        json.WriteBoolean("multi", true);
        json.WriteBoolean("includeAll", true);
        json.WriteString("allValue", ".*");
        json.WriteEndObject();
    }

    private static void WriteSource(Utf8JsonWriter json)
    {
        json.WriteStartObject("datasource");
        json.WriteString("type", "prometheus");
        json.WriteString("uid", "${datasource}");
        json.WriteEndObject();
    }

    private static void WritePanels(Utf8JsonWriter json)
    {
        var (id, y) = (0, 0);
        json.WriteStartArray("panels");
        foreach (var (title, panels) in Dashboard.Rows)
        {
            WriteRow(json, ++id, title, y++);
            var x = 0;
            foreach (var panel in panels)
            {
                if (x + panel.Width > Columns) (x, y) = (0, y + Height);
                WritePanel(json, ++id, panel, x, y);
                x += panel.Width;
            }

            y += Height;
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, int id, string title, int y)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("type", "row");
        json.WriteString("title", title);
        WritePlace(json, 0, y, Columns, 1);
        json.WriteEndObject();
    }

    private static void WritePanel(Utf8JsonWriter json, int id, Panel panel, int x, int y)
    {
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("type", panel.Look);
        json.WriteString("title", panel.Title);
        if (panel.Description.Length > 0) json.WriteString("description", panel.Description);
        WriteSource(json);
        WritePlace(json, x, y, panel.Width, Height);
        json.WriteStartObject("fieldConfig");
        json.WriteStartObject("defaults");
        json.WriteString("unit", panel.Unit);
        if (panel.Unit == "percentunit") json.WriteNumber("min", 0);
        json.WriteEndObject();
        json.WriteStartArray("overrides");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("targets");
        for (var i = 0; i < panel.Queries.Length; i++) WriteTarget(json, panel, i);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTarget(Utf8JsonWriter json, Panel panel, int number)
    {
        var (query, legend) = panel.Queries[number];
        json.WriteStartObject();
        json.WriteString("refId", ((char)('A' + number)).ToString());
        json.WriteString("expr", query);
        json.WriteString("legendFormat", legend);
        if (panel.Look == "table")
        {
            json.WriteString("format", "table");
            json.WriteBoolean("instant", true);
        }

        json.WriteEndObject();
    }

    private static void WritePlace(Utf8JsonWriter json, int x, int y, int width, int height)
    {
        json.WriteStartObject("gridPos");
        json.WriteNumber("x", x);
        json.WriteNumber("y", y);
        json.WriteNumber("w", width);
        json.WriteNumber("h", height);
        json.WriteEndObject();
    }
}
