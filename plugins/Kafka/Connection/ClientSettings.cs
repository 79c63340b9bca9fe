using StreamGuard.Contracts;
using StreamGuard.Plugins.Kafka.Native;

namespace StreamGuard.Plugins.Kafka.Connection;

/// <summary>Checks the settings that a pipeline passes on to librdkafka, and makes a client's configuration of them.</summary>
internal static class ClientSettings
{
    private const string Brokers = "bootstrap.servers";

    /// <summary>Settings that neither source nor sink lets through, and what to do in their place.</summary>
    private static readonly Dictionary<string, string> NobodySets = new()
    {
        [Brokers] = "Write them under brokers.",
        ["metadata.broker.list"] = "Write them under brokers.",
        ["plugin.library.paths"] = "Leave it out: nothing else is loaded into this process.",
    };

    /// <summary>Reports settings that librdkafka does not know or take, those that an option decides, and secrets written in the file.</summary>
    /// <param name="binding">The component.</param>
    /// <param name="connection">Its options.</param>
    /// <param name="taken">Names, aliases too, that the component sets itself, and what to do in their place.</param>
    public static void Check(Binding binding, KafkaConnection connection, IReadOnlyDictionary<string, string> taken)
    {
        using var client = ConfigCheck.Open();
        if (client is null) binding.Note("its settings are not checked: the plugin's native library is missing");
        foreach (var (name, value) in connection.Settings)
        {
            var path = $"settings.{name}";
            if (taken.TryGetValue(name, out var instead) || NobodySets.TryGetValue(name, out instead))
                binding.Error(Codes.Setting, path, $"{name} is not to be set here.", instead);
            else if (Secrets.IsSecret(name) && Secrets.OfFile(name) is null && !binding.IsVariable(path))
                binding.Error(Codes.SecretInFile, path, $"{name} is a secret and stands in the file.",
                    $"Write {name}: ${{NAME}} to take it from the environment, or {name}{Secrets.FileSuffix}: with the path of a file.");
            else if (client is not null)
                CheckOne(binding, client, path, name, value);
        }
    }

    /// <summary>What a client is made with; secrets are read from their files.</summary>
    /// <param name="connection">The options.</param>
    /// <param name="defaults">What holds unless the options say otherwise.</param>
    /// <param name="own">What the component decides.</param>
    /// <exception cref="IOException">A secret's file cannot be read.</exception>
    public static Dictionary<string, string> Of(
        KafkaConnection connection, IReadOnlyDictionary<string, string> defaults, IReadOnlyDictionary<string, string> own)
    {
        var result = new Dictionary<string, string>(defaults);
        foreach (var (name, value) in connection.Settings)
        {
            if (Secrets.OfFile(name) is { } secret) result[secret] = Secrets.Read(name, value);
            else result[name] = value;
        }

        foreach (var (name, value) in own) result[name] = value;
        result[Brokers] = string.Join(',', connection.Brokers);
        return result;
    }

    private static void CheckOne(Binding binding, ConfigCheck client, string path, string name, string value)
    {
        // The file of a secret is not read before the run: whoever checks a pipeline need not have it.
        var ofFile = Secrets.OfFile(name);
        var (verdict, why) = client.Set(ofFile ?? name, ofFile is null ? value : "");
        if (verdict == Verdict.Unknown)
            binding.Error(Codes.Setting, path, $"librdkafka has no setting '{name}'.", binding.Meant(name, ConfigCheck.Names()));
        else if (verdict == Verdict.Invalid && ofFile is null)
            binding.Error(Codes.Setting, path, Secrets.IsSecret(name) ? $"librdkafka does not take the value of {name}." : $"{why}.");
    }
}
