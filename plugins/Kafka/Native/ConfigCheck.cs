using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamGuard.Plugins.Kafka.Native;

/// <summary>Asks librdkafka about its settings without making a client.</summary>
internal sealed unsafe class ConfigCheck : IDisposable
{
    private readonly nint _conf;

    private ConfigCheck(nint conf) => _conf = conf;

    /// <summary>Null where the library is not there.</summary>
    public static ConfigCheck? Open()
    {
        try
        {
            return new ConfigCheck(Api.NewConf());
        }
        catch (DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Names of all settings, those of topics included.</summary>
    public static IReadOnlyCollection<string> Names()
    {
        var (conf, topic) = (Api.NewConf(), Api.NewTopicConf());
        var names = new HashSet<string>();
        AddNames(Api.DumpConf(conf, out var count), count, names);
        AddNames(Api.DumpTopicConf(topic, out count), count, names);
        Api.DestroyConf(conf);
        Api.DestroyTopicConf(topic);
        // The library lists no text that is not set; the managed client has a property for each.
        foreach (var property in typeof(ProducerConfig).GetProperties().Concat(typeof(ConsumerConfig).GetProperties()))
            if (property.PropertyType == typeof(string) && property.CanWrite) names.Add(NameOf(property));
        return names;
    }

    /// <summary>Whether the library knows the name and takes the value, with why not in its own words, which show the value.</summary>
    public (Verdict Verdict, string Why) Set(string name, string value)
    {
        var text = stackalloc byte[512];
        var result = Api.SetConf(_conf, name, value, text, 512);
        return ((Verdict)result, result == 0 ? "" : Marshal.PtrToStringUTF8((nint)text) ?? "");
    }

    public string Get(string name)
    {
        var size = (nuint)512;
        var text = stackalloc byte[(int)size];
        return Api.GetConf(_conf, name, text, ref size) == 0 ? Marshal.PtrToStringUTF8((nint)text) ?? "" : "";
    }

    public void Dispose() => Api.DestroyConf(_conf);

    private static string NameOf(PropertyInfo property)
    {
        var config = (IEnumerable<KeyValuePair<string, string>>)Activator.CreateInstance(property.ReflectedType!)!;
        property.SetValue(config, "any");
        return config.Single().Key;
    }

    private static void AddNames(nint* pairs, nuint count, HashSet<string> names)
    {
        for (nuint i = 0; i < count; i += 2) names.Add(Marshal.PtrToStringUTF8(pairs[i])!);
        Api.FreeDump(pairs, count);
    }
}

/// <summary>What librdkafka says to a setting.</summary>
internal enum Verdict
{
    Unknown = -2,
    Invalid = -1,
    Fine = 0,
}
