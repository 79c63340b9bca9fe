namespace StreamGuard.Core.Plugins;

/// <summary>A plugin is refused.</summary>
/// <param name="code">One of SG7.</param>
/// <param name="message">Why, to stand behind the plugin's name.</param>
/// <param name="hint">How to mend it.</param>
internal sealed class PluginException(string code, string message, string? hint = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Hint { get; } = hint;
}
