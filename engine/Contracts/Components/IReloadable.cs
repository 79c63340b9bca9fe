namespace StreamGuard.Contracts;

/// <summary>A component that has loaded something of which there may be a newer version: a model.</summary>
public interface IReloadable
{
    /// <summary>Looks for it in the background, and uses it when it is ready. Called by any thread while the component runs.</summary>
    void Reload();
}
