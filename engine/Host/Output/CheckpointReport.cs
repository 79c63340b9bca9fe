using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StreamGuard.Core.Checkpoints;

namespace StreamGuard.Host.Output;

/// <summary>Checkpoints as <c>streamguard checkpoints</c> prints them.</summary>
internal static class CheckpointReport
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A table for people: a line a checkpoint, newest first, and below it its components; damages at the end.</summary>
    public static string Table(string folder, IReadOnlyList<CheckpointInfo> checkpoints, bool positions)
    {
        if (checkpoints.Count == 0) return $"There are no checkpoints in {folder}.\n";
        var table = new TextTable("epoch", "taken", "size", "new");
        foreach (var checkpoint in checkpoints.Reverse())
        {
            if (checkpoint.Taken is { } taken)
                table.Add(Text(checkpoint.Epoch), Time(taken), Figures.Bytes(checkpoint.Bytes), Figures.Bytes(checkpoint.NewBytes));
            else
                table.Add(Text(checkpoint.Epoch), "damaged", "", "");
            foreach (var component in checkpoint.States.GroupBy(state => state.Component)) Add(table, component.Key, [.. component], positions ? checkpoint : null);
        }

        var text = new StringBuilder($"{folder}\n\n").Append(table.Render());
        foreach (var damaged in checkpoints.Where(checkpoint => checkpoint.Damage is not null)) text.Append('\n').Append(damaged.Damage).Append('\n');
        return text.ToString();
    }

    /// <summary><c>{ folder, checkpoints: [ { epoch, taken?, bytes, new_bytes, damage?, states: […], positions } ] }</c>, oldest first.</summary>
    public static string Json(string folder, IReadOnlyList<CheckpointInfo> checkpoints)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("folder", folder);
            json.WriteStartArray("checkpoints");
            foreach (var checkpoint in checkpoints) Write(json, checkpoint);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Add(TextTable table, string component, StateSize[] states, CheckpointInfo? positions)
    {
        var parts = states.Length == 1 ? states[0].Part : $"{states.Length} parts";
        table.Add($"  {component}", $"{states[0].Kind}, {parts}", Figures.Bytes(states.Sum(state => state.Bytes)), "");
        if (positions?.Positions.TryGetValue(component, out var partitions) != true) return;
        foreach (var (partition, position) in partitions!.OrderBy(pair => pair.Key, StringComparer.Ordinal)) table.Add($"    {partition}", $"at {Figures.Count(position)}", "", "");
    }

    private static void Write(Utf8JsonWriter json, CheckpointInfo checkpoint)
    {
        json.WriteStartObject();
        json.WriteNumber("epoch", checkpoint.Epoch);
        if (checkpoint.Taken is { } taken) json.WriteString("taken", taken.UtcDateTime);
        json.WriteNumber("bytes", checkpoint.Bytes);
        json.WriteNumber("new_bytes", checkpoint.NewBytes);
        if (checkpoint.Damage is { } damage) json.WriteString("damage", damage);
        json.WriteStartArray("states");
        foreach (var state in checkpoint.States)
        {
            json.WriteStartObject();
            json.WriteString("component", state.Component);
            json.WriteString("part", state.Part);
            json.WriteString("kind", state.Kind);
            json.WriteNumber("bytes", state.Bytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WritePositions(json, checkpoint);
        json.WriteEndObject();
    }

    private static void WritePositions(Utf8JsonWriter json, CheckpointInfo checkpoint)
    {
        json.WriteStartObject("positions");
        foreach (var (source, partitions) in checkpoint.Positions)
        {
            json.WriteStartObject(source);
            foreach (var (partition, position) in partitions) json.WriteNumber(partition, position);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Text(long epoch) => epoch.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
