namespace StreamGuard.Core.Replay;

/// <summary>The lines of a file of dead letters, with where each stands.</summary>
internal static class LetterLines
{
    private const int BlockBytes = 1 << 20;

    /// <summary>Every line, without its end; one at a time: the next one takes the memory.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<(long At, ReadOnlyMemory<byte> Line)> Read(string path, long length)
    {
        using var file = File.OpenHandle(path);
        var block = new byte[BlockBytes];
        var (blockAt, used) = (0L, 0);
        while (true)
        {
            var read = RandomAccess.Read(file, block.AsSpan(used, (int)Math.Min(block.Length - used, length - blockAt - used)), blockAt + used);
            used += read;
            var begin = 0;
            while (block.AsSpan(begin, used - begin).IndexOf((byte)'\n') is >= 0 and var end)
            {
                yield return (blockAt + begin, block.AsMemory(begin, end));
                begin += end + 1;
            }

            if (read == 0) yield break; // what has no end was not written whole
            if (begin == 0 && used == block.Length) Array.Resize(ref block, block.Length * 2);
            block.AsSpan(begin, used - begin).CopyTo(block);
            (blockAt, used) = (blockAt + begin, used - begin);
        }
    }
}
