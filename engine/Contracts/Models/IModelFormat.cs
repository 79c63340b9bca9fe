namespace StreamGuard.Contracts;

/// <summary>A file format of models: how one is loaded. Stateless; may be called by several threads at once.</summary>
public interface IModelFormat
{
    /// <summary>As in a bundle's <c>model.format</c>: <c>onnx</c>, <c>xgboost</c>.</summary>
    string Name { get; }

    /// <summary>Loads a model from bytes whose hash was checked.</summary>
    /// <exception cref="ModelException">The bytes are cut off, no model, or of a kind that is not supported; says what and how to mend it.</exception>
    IModel Load(ModelFile file, ModelOptions options);

    /// <summary>The same for a format whose models are made of others.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">How the model is to be run.</param>
    /// <param name="formats">Finds another format by its name; null for one that is not known.</param>
    /// <exception cref="ModelException">As above.</exception>
    IModel Load(ModelFile file, ModelOptions options, Func<string, IModelFormat?> formats) => Load(file, options);
}

/// <summary>A model's file, read once: what was checked is what is loaded.</summary>
/// <param name="Path">For messages.</param>
/// <param name="Bytes">All of it.</param>
public sealed record ModelFile(string Path, ReadOnlyMemory<byte> Bytes);

/// <summary>How a model is to be run.</summary>
public sealed record ModelOptions
{
    /// <summary>Threads within one operator, the calling one included; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The runtime may keep memory between runs.</summary>
    public bool Arena { get; init; } = true;

    public ModelExecution Execution { get; init; } = ModelExecution.Sequential;
}

/// <summary>Whether operators of a model that do not depend on each other run at the same time.</summary>
public enum ModelExecution
{
    Sequential,
    Parallel,
}

/// <summary>A model cannot be loaded, does not fit what is asked of it, or fails while it runs.</summary>
/// <param name="message">A sentence for people: what was found, and against what.</param>
/// <param name="cause">What was behind it.</param>
public sealed class ModelException(string message, Exception? cause = null) : Exception(message, cause);
