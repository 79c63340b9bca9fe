using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace StreamGuard.Plugins.Kafka.Tests.Support;

/// <summary>Takes rights from the robot, who comes in by <see cref="Broker.Guarded"/>.</summary>
internal static class Rights
{
    /// <summary>The settings of a client that comes in as the robot.</summary>
    public static readonly IReadOnlyDictionary<string, string> Robot = new Dictionary<string, string>
    {
        ["security.protocol"] = "sasl_plaintext", ["sasl.mechanism"] = "PLAIN", ["sasl.username"] = "robot", ["sasl.password"] = "right",
    };

    /// <summary>It may do all but one thing with what has this name; one that ends with a dot is how names begin.</summary>
    public static async Task DenyAsync(this Broker broker, ResourceType type, string name, AclOperation operation)
    {
        using var admin = new AdminClientBuilder(new Dictionary<string, string> { ["bootstrap.servers"] = broker.Bootstrap }).Build();
        var pattern = new ResourcePattern { Type = type, Name = name, ResourcePatternType = name.EndsWith('.') ? ResourcePatternType.Prefixed : ResourcePatternType.Literal };
        await admin.CreateAclsAsync([Acl(AclOperation.All, AclPermissionType.Allow), Acl(operation, AclPermissionType.Deny)]);

        AclBinding Acl(AclOperation what, AclPermissionType may) => new()
        {
            Pattern = pattern,
            Entry = new AccessControlEntry { Principal = "User:robot", Host = "*", Operation = what, PermissionType = may },
        };
    }

    /// <summary>The same of transactions whose ids begin so, for which the client has no word.</summary>
    public static void DenyTransactions(this Broker broker, string id, AclOperation operation)
    {
        string[] pattern = ["--transactional-id", id, "--resource-pattern-type", "prefixed", "--force"];
        broker.Tool("org.apache.kafka.tools.AclCommand", ["--add", "--allow-principal", "User:robot", "--operation", "All", .. pattern]);
        broker.Tool("org.apache.kafka.tools.AclCommand", ["--add", "--deny-principal", "User:robot", "--operation", $"{operation}", .. pattern]);
    }
}
