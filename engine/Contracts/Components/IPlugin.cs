namespace StreamGuard.Contracts;

/// <summary>The entry of a plugin's assembly: one public class with a constructor without parameters.</summary>
public interface IPlugin
{
    /// <summary>Adds the plugin's components, a line each.</summary>
    void Register(IComponents components);
}

/// <summary>
/// The list components are added to. Names are unique among their like. Summary, options and example for docs and
/// schema come from the options record's documentation (<c>summary</c> and <c>example</c>).
/// </summary>
public interface IComponents
{
    void Source<TOptions>(string name, Func<TOptions, ISource> create) where TOptions : class;

    void Decoder<TOptions>(string name, Func<TOptions, IDecoder> create) where TOptions : class;

    void Transform<TOptions>(string name, Func<TOptions, ITransform> create) where TOptions : class;

    void Sink<TOptions>(string name, Func<TOptions, ISink> create) where TOptions : class;

    void Aggregate(IAggregateFunction function);

    void Model(IModelFormat format);

    void Table(ITableReader reader);

    void Queries(IQueryEngine engine);
}
