namespace StreamGuard.Host.Service.Systemd;

/// <summary>What of a machine matters to its systemd.</summary>
internal sealed record SystemdMachine
{
    // What the unit does not let the service see: ProtectHome and PrivateTmp.
    private static readonly string[] Hidden = ["/home", "/root", "/run/user", "/tmp", "/var/tmp"];

    /// <summary>systemd is what has started this machine.</summary>
    public required bool HasSystemd { get; init; }

    /// <summary>Who asks may change services.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>Folder of units of the machine's administrator.</summary>
    public string Units { get; init; } = "/etc/systemd/system";

    /// <summary>Folders of units that packages bring.</summary>
    public IReadOnlyList<string> PackagedUnits { get; init; } = ["/usr/lib/systemd/system", "/lib/systemd/system"];

    /// <summary>This one.</summary>
    public static SystemdMachine This() => new()
    {
        // sd_booted(3)
        HasSystemd = Directory.Exists("/run/systemd/system"),
        IsRoot = Environment.IsPrivilegedProcess,
    };

    /// <summary>The unit that a package has brought; null where none has.</summary>
    public string? PackagedUnit(string name) => PackagedUnits.Select(folder => Path.Join(folder, $"{name}.service")).FirstOrDefault(File.Exists);

    /// <summary>The folder that hides a path from the service; null for one that it sees.</summary>
    public static string? Hides(string path) =>
        Hidden.FirstOrDefault(folder => Path.GetFullPath(path).StartsWith(folder + "/", StringComparison.Ordinal));
}
