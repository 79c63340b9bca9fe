using System.Runtime.InteropServices;

namespace StreamGuard.Training;

/// <summary>
/// The network as an ONNX file (IR 8, opset 17): features [batch, 1, 31] → reconstruction [batch, 1, 31]. Field numbers
/// are those of onnx.proto.
/// </summary>
internal static class OnnxFile
{
    public const int IrVersion = 8;
    public const int Opset = 17;
    public const string Input = "features";
    public const string Output = "reconstruction";

    private const int Float32 = 1;
    private const int Int64 = 7;

    public static byte[] Of(Autoencoder network)
    {
        var width = network.Last.Units;
        var graph = new Protobuf();
        Node(graph, "Transpose", "to_step_major", [Input], "step_major", StepMajor());
        var from = "step_major";
        foreach (var (cell, name) in network.Cells.Zip(["encoder_1", "encoder_2", "encoder_3", "decoder_4", "decoder_5"]))
        {
            Node(graph, "LSTM", name, [from, $"{name}.W", $"{name}.R", $"{name}.B"], $"{name}.Y", new Protobuf().Text(1, "hidden_size").Number(3, cell.Units).Number(20, 2));
            Node(graph, "Squeeze", $"{name}.squeeze", [$"{name}.Y", "axis_1"], name, null);
            from = name;
        }

        Node(graph, "Transpose", "to_batch_major", [from], "batch_major", StepMajor());
        Node(graph, "MatMul", "dense", ["batch_major", "dense.W"], "dense", null);
        Node(graph, "Add", "dense_bias", ["dense", "dense.B"], Output, null);
        graph.Text(2, "lstm_autoencoder");
        Weights(graph, network);
        graph.Message(11, Value(Input, width)).Message(12, Value(Output, width));
        return new Protobuf().Number(1, IrVersion).Text(2, "StreamGuard.Training").Message(7, graph)
            .Message(8, new Protobuf().Text(1, "").Number(2, Opset)).ToArray();
    }

    private static void Weights(Protobuf graph, Autoencoder network)
    {
        graph.Message(5, new Protobuf().Number(1, 1).Number(2, Int64).Text(8, "axis_1").Bytes(9, BitConverter.GetBytes(1L)));
        foreach (var (cell, name) in network.Cells.Zip(["encoder_1", "encoder_2", "encoder_3", "decoder_4", "decoder_5"]))
        {
            var (inputs, units) = (cell.Inputs, cell.Units);
            Tensor(graph, $"{name}.W", [1, 4 * units, inputs], Gates(cell.Weights.Values, units * inputs));
            // What the state before weighs: nothing, for a sequence of one has none.
            Tensor(graph, $"{name}.R", [1, 4 * units, units], new float[4 * units * units]);
            Tensor(graph, $"{name}.B", [1, 8 * units], [.. Gates(cell.Biases.Values, units), .. new float[4 * units]]);
        }

        var last = network.Last;
        var turned = new float[last.Inputs * last.Units];
        for (var unit = 0; unit < last.Units; unit++)
            for (var input = 0; input < last.Inputs; input++) turned[input * last.Units + unit] = (float)last.Weights.Values[unit * last.Inputs + input];
        Tensor(graph, "dense.W", [last.Inputs, last.Units], turned);
        Tensor(graph, "dense.B", [last.Units], [.. last.Biases.Values.Select(value => (float)value)]);
    }

    /// <summary>ONNX has the gates as i, o, f, g; ours are i, g, o, and a forget gate has nothing to forget.</summary>
    private static float[] Gates(double[] values, int size)
    {
        var gates = new float[4 * size];
        for (var i = 0; i < size; i++) (gates[i], gates[size + i], gates[3 * size + i]) = ((float)values[i], (float)values[2 * size + i], (float)values[size + i]);
        return gates;
    }

    private static void Node(Protobuf graph, string type, string name, string[] inputs, string output, Protobuf? attribute)
    {
        var node = new Protobuf();
        foreach (var input in inputs) node.Text(1, input);
        node.Text(2, output).Text(3, name).Text(4, type);
        if (attribute is not null) node.Message(5, attribute);
        graph.Message(1, node);
    }

    private static Protobuf StepMajor() => new Protobuf().Text(1, "perm").Number(8, 1).Number(8, 0).Number(8, 2).Number(20, 7);

    private static void Tensor(Protobuf graph, string name, int[] shape, float[] values)
    {
        var tensor = new Protobuf();
        foreach (var size in shape) tensor.Number(1, size);
        graph.Message(5, tensor.Number(2, Float32).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<float>(values)));
    }

    private static Protobuf Value(string name, int width)
    {
        var shape = new Protobuf().Message(1, new Protobuf().Text(2, "batch")).Message(1, new Protobuf().Number(1, 1)).Message(1, new Protobuf().Number(1, width));
        return new Protobuf().Text(1, name).Message(2, new Protobuf().Message(1, new Protobuf().Number(1, Float32).Message(2, shape)));
    }
}
