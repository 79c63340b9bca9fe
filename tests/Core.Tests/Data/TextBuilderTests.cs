using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests.Data;

public class TextBuilderTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void Gives_back_short_texts_however_they_came(int different)
    {
        var random = new Random(1);
        var builder = (TextBuilder)ColumnBuilder.For(ColumnType.String);
        for (var batch = 0; batch < 3; batch++)
        {
            var expected = new List<string?>();
            for (var row = 0; row < 3000; row++)
            {
                var text = Text(random.Next(different));
                if (row % 7 == 0) builder.Append(text);
                else if (row % 11 == 0) builder.AppendNull();
                else AppendShort(builder, text);
                if (row % 13 == 0) builder.Truncate(row);
                if (row % 13 == 0) AppendShort(builder, text = Text(random.Next(different)));
                expected.Add(row % 7 != 0 && row % 11 == 0 && row % 13 != 0 ? null : text);
            }

            var column = builder.Build();
            Assert.Equal(expected, Enumerable.Range(0, 3000).Select(row => (string?)column.Boxed(row)));
            column.Release();
        }
    }

    [Fact]
    public void Tells_texts_that_differ_in_zero_bytes_alone()
    {
        var builder = (TextBuilder)ColumnBuilder.For(ColumnType.String);
        AppendShort(builder, "a");
        AppendShort(builder, "a\0");
        AppendShort(builder, "a");

        var column = builder.Build();

        Assert.Equal(["a", "a\0", "a"], Enumerable.Range(0, 3).Select(row => (string?)column.Boxed(row)));
    }

    private static string Text(int number) => number % 5 == 0 ? new('x', number / 5 % 17) : $"t{number}";

    private static void AppendShort(TextBuilder builder, string text)
    {
        Span<byte> words = stackalloc byte[16];
        words.Clear();
        var length = Encoding.UTF8.GetBytes(text, words);
        builder.AppendShort(BitConverter.ToUInt64(words), BitConverter.ToUInt64(words[8..]), length);
    }
}
