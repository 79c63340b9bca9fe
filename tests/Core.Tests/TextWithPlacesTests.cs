using StreamGuard.Contracts;

namespace StreamGuard.Core.Tests;

public class TextWithPlacesTests
{
    [Theory]
    [InlineData("a {b} c{d:F1}", "a |<b>| c|<d:F1>")]
    [InlineData("{{a}} {b}", "{a} |<b>")]
    [InlineData("{{{b}}}", "{|<b>|}")]
    [InlineData("", "")]
    [InlineData("} a { b", "!1| a |!5| b")]
    public void Tells_words_from_places(string text, string pieces) =>
        Assert.Equal(pieces, string.Join('|', TextWithPlaces.Read(text).Select(Shown)));

    private static string Shown(TextPiece piece) => piece.Kind switch
    {
        TextPieceKind.Place => $"<{piece.Text}>",
        TextPieceKind.Stray => $"!{piece.At}",
        _ => piece.Text,
    };
}
