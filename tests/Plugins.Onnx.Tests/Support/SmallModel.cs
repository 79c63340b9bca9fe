using System.Text;

namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>ONNX models of one operator, written as onnx.proto has it.</summary>
internal static class SmallModel
{
    public const int Float = 1, Text = 8;

    /// <summary>From <c>x</c> to <c>y</c> by an operator of one input.</summary>
    /// <param name="operation">Its name, such as Identity.</param>
    /// <param name="input">Dimensions of x; a text is one that is not fixed.</param>
    /// <param name="output">Dimensions of y.</param>
    /// <param name="outputType">Element type of y.</param>
    /// <param name="inputType">Element type of x.</param>
    /// <param name="castTo">Attribute <c>to</c> of Cast; 0 leaves it out.</param>
    public static byte[] Of(string operation, object[] input, object[] output, int outputType = Float, int inputType = Float, int castTo = 0)
    {
        byte[] attribute = castTo == 0 ? [] : Message(5, [.. Words(1, "to"), .. Number(3, castTo), .. Number(20, 2)]);
        byte[] node = [.. Words(1, "x"), .. Words(2, "y"), .. Words(4, operation), .. attribute];
        byte[] graph = [.. Message(1, node), .. Words(2, "small"), .. Message(11, Value("x", inputType, input)), .. Message(12, Value("y", outputType, output))];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, [.. Words(1, ""), .. Number(2, 17)])];
    }

    private static byte[] Value(string name, int type, object[] shape)
    {
        var dimensions = shape.SelectMany(size => Message(1, size is string symbol ? Words(2, symbol) : Number(1, (int)size))).ToArray();
        return [.. Words(1, name), .. Message(2, Message(1, [.. Number(1, type), .. Message(2, dimensions)]))];
    }

    private static byte[] Words(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Message(int field, byte[] content) => [.. Varint(field << 3 | 2), .. Varint(content.Length), .. content];

    private static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7) bytes.Add((byte)(value | 128));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
