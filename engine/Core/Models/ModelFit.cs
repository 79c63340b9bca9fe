using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>Compares the inputs and outputs of a model with those that its bundle says it has.</summary>
internal static class ModelFit
{
    /// <summary>Which of the bundle's inputs each input of the model is.</summary>
    /// <exception cref="ModelException">They are not the same.</exception>
    public static int[] Inputs(Bundle bundle, IModel model)
    {
        var places = model.Inputs.Select(input => IndexOf(bundle.Inputs, input.Name)).ToArray();
        if (places.Length != bundle.Inputs.Count || places.Contains(-1))
            throw Misfit(bundle, $"the model takes {List(model.Inputs)}, and the bundle gives {List(bundle.Inputs)}");
        for (var i = 0; i < places.Length; i++) Compare(bundle, "input", model.Inputs[i], bundle.Inputs[places[i]]);
        return places;
    }

    /// <summary>Which output of the model each of the bundle's is.</summary>
    /// <exception cref="ModelException">One is not there, or is another.</exception>
    public static int[] Outputs(Bundle bundle, IModel model)
    {
        var places = new int[bundle.Outputs.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var output = bundle.Outputs[i].Tensor;
            places[i] = IndexOf(model.Outputs, output.Name);
            if (places[i] < 0) throw Misfit(bundle, $"the model has no output '{output.Name}'; it gives {List(model.Outputs)}");
            Compare(bundle, "output", model.Outputs[places[i]], output);
        }

        return places;
    }

    private static void Compare(Bundle bundle, string what, TensorInfo found, TensorInfo expected)
    {
        if (found.Type == expected.Type && Fits(found.Shape, expected.Shape)) return;
        throw Misfit(bundle, $"{what} '{found.Name}' is {found.Describe()} in the model, and {expected.Describe()} in the bundle");
    }

    /// <summary>A size that the model leaves open takes any.</summary>
    private static bool Fits(IReadOnlyList<long> found, IReadOnlyList<long> expected)
    {
        if (found.Count != expected.Count || (found.Count > 0 && found[0] >= 0)) return false;
        for (var i = 1; i < found.Count; i++)
            if (found[i] >= 0 && found[i] != expected[i]) return false;
        return true;
    }

    private static int IndexOf(IReadOnlyList<TensorInfo> tensors, string name)
    {
        for (var i = 0; i < tensors.Count; i++)
            if (tensors[i].Name == name) return i;
        return -1;
    }

    private static string List(IReadOnlyList<TensorInfo> tensors) =>
        tensors.Count == 0 ? "nothing" : string.Join(", ", tensors.Select(tensor => $"'{tensor.Name}' {tensor.Describe()}"));

    private static ModelException Misfit(Bundle bundle, string message) =>
        new($"{Path.Combine(bundle.Folder, bundle.Options.Model.File)} does not fit {BundleFolder.FileName}: {message}");
}
