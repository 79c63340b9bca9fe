using System.CommandLine;

namespace StreamGuard.Host.Commands;

/// <summary>Models: checking a bundle, and which version of one is in force.</summary>
internal static class ModelsCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "models",
            "Checks model bundles, and says which version of one is in force.",
            "./streamguard models check models/pump-wear",
            "./streamguard models check models/pump-wear --golden golden.csv.xz --tolerance '1e-5 relative' --json",
            "./streamguard models list models/pump-wear",
            "./streamguard models promote models/pump-wear 2",
            "./streamguard models rollback models/pump-wear",
            "./streamguard models status");
        command.Add(ModelsCheck.Create());
        command.Add(ModelsVersions.List());
        command.Add(ModelsVersions.Promote());
        command.Add(ModelsVersions.Rollback());
        command.Add(ModelsStatus.Create());
        return command;
    }
}
