using System.Runtime.InteropServices;

namespace StreamGuard.Plugins.Kafka.Native;

/// <summary>The part of librdkafka's C API (rdkafka.h, 2.15) that the managed client does not show.</summary>
internal static unsafe partial class Api
{
    private const string Library = "librdkafka";

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint NewConf();

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void DestroyConf(nint conf);

    /// <summary>0 is success, -1 a value it does not take, -2 a name it does not know; why stands in the text.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetConf(nint conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_get", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int GetConf(nint conf, string name, byte* value, ref nuint size);

    /// <summary>Names and values by turns.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_dump")]
    public static partial nint* DumpConf(nint conf, out nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_conf_new")]
    public static partial nint NewTopicConf();

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_conf_destroy")]
    public static partial void DestroyTopicConf(nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_conf_dump")]
    public static partial nint* DumpTopicConf(nint conf, out nuint count);

    [LibraryImport(Library, EntryPoint = "rd_kafka_conf_dump_free")]
    public static partial void FreeDump(nint* pairs, nuint count);

    /// <summary>With a null configuration the topic has the client's settings.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint NewTopic(nint client, string name, nint conf);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void DestroyTopic(nint topic);

    /// <summary>0 is success; otherwise <see cref="LastError"/> says why not.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produce")]
    public static partial int Produce(nint topic, int partition, int flags, byte* value, nuint valueSize, byte* key, nuint keySize, nint opaque);

    /// <summary>Of this thread's last call that tells of one.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    public static partial int LastError();
}
