using StreamGuard.Core.Queues;

namespace StreamGuard.Core.Tests.Queues;

public sealed class QueueReaderTests : IDisposable
{
    private const int Count = 20;

    private readonly QueueRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Reads_what_was_written_over_all_segments()
    {
        var end = _rig.Fill(Count);
        _rig.Reopen();

        Assert.True(_rig.Files.Length > 3, $"{_rig.Files.Length} segments");
        Assert.Equal(Numbers(0, Count), _rig.Read(end));
        Assert.Equal(Count, end.Row);
    }

    [Fact]
    public void Goes_on_from_a_place()
    {
        var end = _rig.Fill(Count);
        using var first = _rig.NewReader();
        for (var i = 0; i < 7; i++) first.Next(end);

        Assert.Equal(7, first.At.Row);
        Assert.Equal(Numbers(7, Count), _rig.Read(end, first.At));
    }

    [Fact]
    public void Reads_no_further_than_it_is_told_while_more_is_written()
    {
        using var writer = _rig.NewWriter();
        using var reader = _rig.NewReader();
        for (var i = 0; i < Count; i++)
        {
            var before = writer.End;
            _rig.Append(writer, i);
            Assert.Null(reader.Next(before));
            Assert.Equal([i], QueueRig.Read(reader, writer.End));
        }
    }

    [Fact]
    public void Every_flipped_bit_is_told_and_nothing_behind_it_is_read()
    {
        var end = _rig.Fill(Count);
        var random = new Random(11);
        foreach (var file in _rig.Files)
        {
            var sound = File.ReadAllBytes(file);
            for (var i = 0; i < 40; i++)
            {
                var at = random.Next(sound.Length);
                var damaged = sound.ToArray();
                damaged[at] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, damaged);
                using var reader = _rig.NewReader();
                var damage = Assert.Throws<InvalidDataException>(() => QueueRig.Read(reader, end));
                Assert.StartsWith($"the buffer's file '{file}' is damaged at byte {reader.At.Offset}: ", damage.Message, StringComparison.Ordinal);
                Assert.InRange(at, reader.At.Offset, sound.Length);
            }

            File.WriteAllBytes(file, sound);
        }

        Assert.Equal(Numbers(0, Count), _rig.Read(end));
    }

    [Fact]
    public void A_segment_that_is_cut_off_missing_or_another_s_is_told()
    {
        var end = _rig.Fill(Count);
        var (second, third) = (_rig.Files[1], _rig.Files[2]);
        var (sound, others) = (File.ReadAllBytes(second), File.ReadAllBytes(third));

        File.WriteAllBytes(second, sound[..^3]);
        Assert.Contains("it ends too early", Damage(end), StringComparison.Ordinal);
        File.WriteAllBytes(second, [.. sound[..^3], 9, 9, 9]);
        Assert.Contains("another checksum", Damage(end), StringComparison.Ordinal);
        File.Delete(second);
        Assert.Contains($"'{second}' is damaged at byte 0: it is missing", Damage(end), StringComparison.Ordinal);
        File.WriteAllBytes(second, others);
        _rig.Reopen();
        Assert.Contains("rows are missing before it", Damage(end), StringComparison.Ordinal);
    }

    [Fact]
    public void Skips_to_the_next_segment_that_can_be_read_and_knows_what_it_left_out()
    {
        var end = _rig.Fill(Count);
        var bytes = File.ReadAllBytes(_rig.Files[1]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_rig.Files[1], bytes);
        File.Delete(_rig.Files[2]);
        using var reader = _rig.NewReader();
        var read = new List<long>();

        Assert.Throws<InvalidDataException>(() =>
        {
            while (reader.Next(end) is { } record) read.Add(new Contracts.StateReader(record.Payload).ReadLong());
        });
        var before = reader.At.Row;
        reader.Skip(end);
        var after = reader.At.Row;
        read.AddRange(QueueRig.Read(reader, end));

        Assert.Equal(Numbers(0, Count).Except(Numbers((int)before, (int)after)), read);
        Assert.True(after > before + 1, $"{before} to {after}");
    }

    private string Damage(QueuePosition end) => Assert.Throws<InvalidDataException>(() => _rig.Read(end)).Message;

    private static IEnumerable<long> Numbers(int first, int end) => Enumerable.Range(first, end - first).Select(n => (long)n);
}
