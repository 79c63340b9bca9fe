using StreamGuard.Contracts;

namespace StreamGuard.Core.Models;

/// <summary>A model of a bundle, loaded and found to fit it.</summary>
internal sealed class LoadedModel : IDisposable
{
    private LoadedModel(Bundle bundle, IModel model, int[] inputs, int[] outputs) =>
        (Bundle, Model, Inputs, Outputs) = (bundle, model, inputs, outputs);

    public Bundle Bundle { get; }

    public IModel Model { get; }

    /// <summary>Which of the bundle's inputs each input of the model is.</summary>
    public int[] Inputs { get; }

    /// <summary>Which output of the model each of the bundle's is; -1 where the model has none of the name.</summary>
    public int[] Outputs { get; }

    /// <summary>Checks the hash of every file that the bundle names, then loads the model from the very bytes that were checked.</summary>
    /// <param name="bundle">Says what there is.</param>
    /// <param name="format">Loads the model's file.</param>
    /// <param name="options">How the model is run.</param>
    /// <param name="formats">Finds formats for a model that is made of others; null where there are none.</param>
    /// <exception cref="ModelException">A file is not the one meant, or the model does not load or does not fit.</exception>
    public static LoadedModel Load(Bundle bundle, IModelFormat format, ModelOptions options, Func<string, IModelFormat?>? formats = null)
    {
        var bytes = CheckFiles(bundle);
        var file = new ModelFile(Path.Combine(bundle.Folder, bundle.Options.Model.File), bytes);
        var model = Load(() => format.Load(file, options, formats ?? (_ => null)));
        try
        {
            return new LoadedModel(bundle, model, ModelFit.Inputs(bundle, model), ModelFit.Outputs(bundle, model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static IModel Load(Func<IModel> load)
    {
        try
        {
            return load();
        }
        catch (DllNotFoundException missing)
        {
            throw new ModelException(missing.Message, missing);
        }
    }

    /// <summary>The model's bytes, all hashes checked.</summary>
    /// <exception cref="ModelException">A file is not there, or not the one meant.</exception>
    public static byte[] CheckFiles(Bundle bundle)
    {
        byte[]? model = null;
        foreach (var file in bundle.Files)
        {
            try
            {
                var bytes = BundleFolder.Read(bundle.Folder, file.Name);
                if (BundleFolder.Mismatch(file, bytes) is { } mismatch) throw new ModelException($"{file.At}: {mismatch}. {ScalerReader.HashHint}");
                if (file.Name == bundle.Options.Model.File) model = bytes;
            }
            catch (BundleFileException error)
            {
                throw new ModelException($"{file.At}: {error.Message}", error);
            }
        }

        return model ?? throw new ModelException($"{bundle.Location}: no hash of '{bundle.Options.Model.File}' is told");
    }

    public void Dispose() => Model.Dispose();
}
