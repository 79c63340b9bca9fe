using System.Globalization;
using System.Text;

namespace StreamGuard.Core.Tests.Decoders.Json;

/// <summary>Random records: a few layouts, from which each record may differ, and random damage to their bytes.</summary>
internal static class JsonRecords
{
    private static readonly string[] Names = ["sensor", "cycle", "timestamp", "value", "ok", "source_ip", "source_port", "lenient", "raw", "list", "took", "obj", "extra", "sensor2", "", "k\u00e9y"];

    public static byte[] Lines(Random random, int records, int mutationsPerHundred)
    {
        var lines = new MemoryStream();
        var layout = Layout(random);
        var ordinary = random.Next(2) == 0;
        for (var i = 0; i < records; i++)
        {
            if (random.Next(10) == 0) layout = Layout(random);
            var line = Encoding.UTF8.GetBytes(Record(random, layout, ordinary));
            if (random.Next(100) < mutationsPerHundred) line = Mutate(random, line);
            lines.Write(line);
            lines.Write(random.Next(20) == 0 ? "\r\n"u8 : "\n"u8);
            if (random.Next(30) == 0) lines.Write(" \t\r\n\n"u8);
        }

        var bytes = lines.ToArray();
        return random.Next(3) == 0 ? bytes[..^1] : bytes;
    }

    private static string[] Layout(Random random)
    {
        var names = Names.ToArray();
        random.Shuffle(names);
        return names[..random.Next(1, names.Length)];
    }

    private static string Record(Random random, string[] layout, bool ordinary)
    {
        var names = layout.ToList();
        if (random.Next(20) == 0) names.Add(names[random.Next(names.Count)]);
        if (random.Next(20) == 0) names.RemoveAt(random.Next(names.Count));
        var text = new StringBuilder("{");
        foreach (var name in names)
        {
            if (text.Length > 1) text.Append(Space(random)).Append(',');
            text.Append(Space(random)).Append(Text(random, name, escapes: 40)).Append(Space(random)).Append(':').Append(Space(random));
            text.Append(ordinary && random.Next(20) > 0 ? Fitting(random, name) : Value(random, 0));
        }

        return text.Append(Space(random)).Append('}').ToString();
    }

    private static string Fitting(Random random, string name) => name switch
    {
        "cycle" or "source_port" => random.NextInt64(-3, (long)Math.Pow(10, random.Next(1, 18))).ToString(CultureInfo.InvariantCulture),
        "timestamp" => $"\"{Time(random)}\"",
        "value" or "lenient" => Number(random),
        "ok" => random.Next(2) == 0 ? "true" : "false",
        "list" => $"[{Number(random)},{Number(random)}]",
        "took" => "\"5s\"",
        "obj" => $"{{\"a\":[0,{{\"b\":{random.Next(9)}}}]}}",
        _ => Text(random, Word(random), escapes: 30),
    };

    private static string Value(Random random, int depth) => random.Next(depth > 3 ? 5 : 7) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 => Number(random),
        3 => Text(random, Word(random), escapes: 5),
        4 => $"\"{Time(random)}\"",
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => Space(random) + Value(random, depth + 1)))}{Space(random)}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(i => $"\"{"ab"[i % 2]}\":{Value(random, depth + 1)}"))}}}",
    };

    private static string Number(Random random) => random.Next(10) switch
    {
        0 => random.Next(-100, 100).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64().ToString(CultureInfo.InvariantCulture),
        2 => $"{random.Next(-9, 9)}{new string('0', random.Next(30))}",
        3 => $"{random.NextDouble():R}",
        4 => $"{random.Next(-99, 99)}.{random.NextInt64():D19}{random.NextInt64()}",
        5 => $"{random.Next(-99, 99)}{"eE"[random.Next(2)]}{new[] { "", "+", "-" }[random.Next(3)]}{random.Next(330)}",
        6 => $"-0{new[] { "", ".0", "e5", ".000" }[random.Next(4)]}",
        7 => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any.ToString("R", CultureInfo.InvariantCulture) : "0",
        _ => (random.Next(-9999999, 9999999) / Math.Pow(10, random.Next(6))).ToString("0.######", CultureInfo.InvariantCulture),
    };

    private static string Time(Random random)
    {
        var time = new DateTime(2025, 11, 8, 14, 30, 0, DateTimeKind.Utc).AddMilliseconds(random.Next(400_000));
        var format = new[] { "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss.ffffff'+02:00'", "yyyy-MM-dd'T'HH:60:ss.fff'Z'" };
        return time.ToString(format[random.Next(format.Length)], CultureInfo.InvariantCulture);
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(random.Next(40))).Select(_ => random.Next(40) switch
    {
        0 => "é",
        1 => "😀",
        2 => "\u007f",
        _ => ((char)random.Next('0', 'z')).ToString(),
    })).Replace('\\', '/');

    private static string Text(Random random, string word, int escapes)
    {
        var text = new StringBuilder("\"");
        foreach (var letter in word)
        {
            if (random.Next(escapes * 10) != 0) text.Append(letter);
            else text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
        }

        if (random.Next(escapes) == 0) text.Append(new[] { "\\n", "\\\"", "\\ud800", "\\/", "\\x" }[random.Next(5)]);
        return text.Append('"').ToString();
    }

    private static string Space(Random random) => random.Next(60) switch { 0 => " ", 1 => "\t", 2 => "  \r ", _ => "" };

    private static byte[] Mutate(Random random, byte[] line)
    {
        var (at, other) = (random.Next(line.Length), random.Next(line.Length));
        switch (random.Next(6))
        {
            case 0: return line[..at];
            case 1: return [.. line[..at], .. line[Math.Min(line.Length, at + random.Next(4))..]];
            case 2: return [.. line[..at], (byte)random.Next(256), .. line[at..]];
            case 3: return [.. line, .. line[at..]];
            case 4: (line[at], line[other]) = (line[other], line[at]); return line;
            default: line[at] = (byte)(random.Next(2) == 0 ? random.Next(128, 256) : random.Next(32)); return line;
        }
    }
}
