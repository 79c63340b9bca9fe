// Where the broker of the plugin's own tests looks for it.
namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>A fact about the Kafka plugin of the built program, skipped where it could not be built.</summary>
internal sealed class NativeFactAttribute : FactAttribute
{
    private static readonly string Plugin = Path.Combine(SharedData.RepositoryRoot(), ".build", "host", "plugins", "Kafka");

    public NativeFactAttribute()
    {
        if (!Directory.Exists(Plugin) || !Directory.EnumerateFiles(Plugin, "librdkafka*", SearchOption.AllDirectories).Any())
            Skip = "the program was built without the Kafka plugin";
    }
}
