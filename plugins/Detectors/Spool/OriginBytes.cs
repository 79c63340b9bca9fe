using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Detectors.Spool;

/// <summary>Partition and place of a batch's rows as bytes.</summary>
internal static class OriginBytes
{
    public static void Write(BinaryWriter to, Origin? origin)
    {
        to.Write(origin is not null);
        if (origin is null) return;
        var names = new List<string>();
        var parts = new int[origin.Rows];
        for (var row = 0; row < parts.Length; row++)
        {
            var name = origin.Partition(row);
            // Rows of a batch come from one partition, or from few: the last one is looked at first.
            parts[row] = names.FindLastIndex(known => known == name);
            if (parts[row] >= 0) continue;
            parts[row] = names.Count;
            names.Add(name);
        }

        to.Write(names.Count);
        foreach (var name in names) to.Write(name);
        for (var row = 0; row < parts.Length; row++)
        {
            if (names.Count > 1) to.Write(parts[row]);
            to.Write(origin.Position(row));
        }
    }

    /// <summary>An origin, held by the caller; null where there was none.</summary>
    public static Origin? Read(BinaryReader from, int rows)
    {
        if (!from.ReadBoolean()) return null;
        var names = Enumerable.Range(0, from.ReadInt32()).Select(_ => from.ReadString()).ToArray();
        var (part, position) = (Buffers.Rent<int>(rows), Buffers.Rent<long>(rows));
        for (var row = 0; row < rows; row++) (part[row], position[row]) = (names.Length > 1 ? from.ReadInt32() : 0, from.ReadInt64());
        if (names.Length > 1) return OfParts(names, part, position, rows);
        part.AsSpan(0, rows).Clear();
        return new Origin(names.Length == 0 ? "" : names[0], position, part, rows, null);
    }

    private static Origin OfParts(string[] names, int[] part, long[] position, int rows)
    {
        var counts = new int[names.Length];
        for (var row = 0; row < rows; row++) counts[part[row]]++;
        var positions = counts.Select(Buffers.Rent<long>).ToArray();
        Array.Clear(counts);
        for (var row = 0; row < rows; row++)
        {
            positions[part[row]][counts[part[row]]] = position[row];
            position[row] = counts[part[row]]++;
        }

        var parts = names.Select((name, i) => new Origin(name, positions[i], Buffers.Rent<int>(counts[i]), counts[i], null)).ToArray();
        var whole = new Origin(parts, part, position, rows);
        foreach (var each in parts) each.Release();
        return whole;
    }
}
