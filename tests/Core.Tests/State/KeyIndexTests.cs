using System.Buffers;
using StreamGuard.Contracts;
using StreamGuard.Core.State;
using StreamGuard.Core.Tests.Support;

namespace StreamGuard.Core.Tests.State;

public class KeyIndexTests
{
    private static readonly Schema Schema = new([
        new Field("number", ColumnType.Int),
        new Field("share", ColumnType.Float),
        new Field("name", ColumnType.String),
        new Field("flag", ColumnType.Bool),
    ]);

    [Fact]
    public void Equal_keys_have_one_number()
    {
        var batch = Rows([7, 1.5, "a", true], [7, 1.5, "b", true], [7, 1.5, "a", true]);
        var index = new KeyIndex(Schema, [0, 1, 2, 3]);

        int[] ids = [0, 0, 0];
        index.GetOrAdd(batch, ids);

        Assert.Equal([0, 1, 0], ids);
        Assert.Equal(1, index.Find(batch, 1));
    }

    [Fact]
    public void Nulls_are_a_key_and_rows_marked_out_stay_out()
    {
        var batch = Rows([null, 0.0, null, null], [null, 0.0, "x", null], [null, 0.0, null, null]);
        var index = new KeyIndex(Schema, [2]);

        int[] ids = [0, -1, 0];
        index.GetOrAdd(batch, ids);

        Assert.Equal([0, -1, 0], ids);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void Both_zeros_are_one_key_and_all_NaN_are_one()
    {
        var otherNaN = BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_0001);
        var batch = Rows([1, 0.0, "", true], [1, -0.0, "", true], [1, double.NaN, "", true], [1, otherNaN, "", true]);
        var index = new KeyIndex(Schema, [1]);

        int[] ids = [0, 0, 0, 0];
        index.GetOrAdd(batch, ids);

        Assert.Equal([0, 0, 1, 1], ids);
    }

    [Fact]
    public void Order_is_nulls_values_NaN_for_floats_and_bytes_for_text()
    {
        object?[] floats = [null, double.NegativeInfinity, -2.5, -0.0, 1e-300, 3.0, double.PositiveInfinity, double.NaN];
        object?[] ints = [null, long.MinValue, -1L, 0L, 1L, long.MaxValue];
        object?[] texts = [null, "", "\0", "\0a", "\u0001", "a", "a\0", "a\0b", "ab", "Ä", "\uFFFD", "😀"];

        Assert.Equal(Enumerable.Range(0, floats.Length), Sorted(1, floats));
        Assert.Equal(Enumerable.Range(0, ints.Length), Sorted(0, ints));
        Assert.Equal(Enumerable.Range(0, texts.Length), Sorted(2, texts));
    }

    [Fact]
    public void Keys_come_back_as_they_were()
    {
        var batch = Rows([long.MinValue, -1e300, "a\0b\0", false], [null, null, null, null], [3, double.NaN, "", true]);
        var index = new KeyIndex(Schema, [0, 1, 2, 3]);
        var builder = new BatchBuilder(Schema);

        for (var row = 0; row < batch.Rows; row++)
            index.AppendTo(index.GetOrAdd(batch, row), [builder[0], builder[1], builder[2], builder[3]]);

        var back = builder.Build();
        for (var column = 0; column < Schema.Count; column++)
            for (var row = 0; row < batch.Rows; row++)
                Assert.Equal(batch[column].Boxed(row), back[column].Boxed(row));
    }

    [Fact]
    public void Finds_every_key_after_random_additions_removals_and_restores()
    {
        var random = new Random(11);
        var index = new KeyIndex(Schema, [2]);
        var expected = new Dictionary<string, int>();
        for (var step = 0; step < 5000; step++)
        {
            var name = new string((char)('a' + random.Next(26)), random.Next(1, 40));
            var batch = Rows([1, 1.0, name, true]);
            Assert.Equal(expected.GetValueOrDefault(name, -1), index.Find(batch, 0));
            if (random.Next(2) == 0 && expected.Remove(name, out var id)) index.Remove(id);
            else expected[name] = index.GetOrAdd(batch, 0);
            if (step % 997 == 0) index = Restored(index);
        }

        Assert.Equal(expected.Count, index.Count);
        Assert.All(expected, pair => Assert.Equal(pair.Value, index.Find(Rows([1, 1.0, pair.Key, true]), 0)));
        Assert.Equal(expected.Count, expected.Values.Distinct().Count());
        Assert.All(expected.Values, id => Assert.True(index.IsUsed(id) && id < index.Slots));
    }

    [Fact]
    public void After_a_burst_of_keys_only_those_left_are_saved()
    {
        var index = new KeyIndex(Schema, [2]);
        for (var i = 0; i < 10_000; i++) index.GetOrAdd(Rows([1, 1.0, $"key {i}", true]), 0);
        var whole = Save(index).Length;
        for (var i = 0; i < 10_000; i++)
            if (i % 100 != 7) index.Remove(i);

        var saved = Save(index);
        var restored = Restored(index);

        Assert.InRange(saved.Length, 1, whole / 20);
        for (var i = 7; i < 10_000; i += 100) Assert.Equal(i / 100, restored.Find(Rows([1, 1.0, $"key {i}", true]), 0));
        Assert.Equal((100, 100), (restored.Count, restored.Slots));
        Assert.Equal((42, -1), (index.Used().PlaceOf(4207), index.Used().PlaceOf(4206)));
    }

    [Fact]
    public void A_damaged_state_is_refused()
    {
        var index = new KeyIndex(Schema, [0, 1, 2, 3]);
        for (var i = 0; i < 50; i++) index.GetOrAdd(Rows([i, i / 2.0, i % 9 == 0 ? null : "a\0b", i % 2 == 0]), 0);
        for (var i = 0; i < 50; i += 3) index.Remove(i);

        DamagedState.IsRefusedOrRead(Save(index), state => new KeyIndex(Schema, [0, 1, 2, 3]).Restore(state));
    }

    [Fact]
    public void Keys_of_other_columns_are_refused()
    {
        var index = new KeyIndex(Schema, [0]);
        index.GetOrAdd(Rows([1, 1.0, "a", true]), 0);

        Assert.Throws<InvalidDataException>(() => new KeyIndex(Schema, [2]).Restore(new StateReader(Save(index))));
    }

    private static KeyIndex Restored(KeyIndex index)
    {
        var restored = new KeyIndex(index.Types, [2]);
        restored.Restore(new StateReader(Save(index)));
        return restored;
    }

    private static byte[] Save(KeyIndex index)
    {
        var buffer = new ArrayBufferWriter<byte>();
        index.Save(new StateWriter(buffer));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Places of the values after the index has sorted them.</summary>
    private static int[] Sorted(int column, object?[] values)
    {
        var rows = values.Select(value => new object?[] { null, null, null, null }.Select((_, i) => i == column ? value : null).ToArray());
        var batch = Rows([.. rows]);
        var index = new KeyIndex(Schema, [column]);
        var ids = Enumerable.Range(0, values.Length).Reverse().Select(row => (Row: row, Id: index.GetOrAdd(batch, row))).ToList();
        ids.Sort((left, right) => index.Compare(left.Id, right.Id));
        return [.. ids.Select(each => each.Row)];
    }

    private static Batch Rows(params object?[][] rows)
    {
        var builder = new BatchBuilder(Schema);
        foreach (var row in rows) builder.Row(row);
        return builder.Build();
    }
}
