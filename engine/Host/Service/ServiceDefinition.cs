namespace StreamGuard.Host.Service;

/// <summary>The host as a service of the machine: what a manager starts, and where the service has its files.</summary>
internal sealed record ServiceDefinition
{
    /// <summary>Name the manager knows it by; also that of its folders.</summary>
    public string Name { get; init; } = "streamguard";

    /// <summary>The program and what stands before the command: the program alone, or dotnet and the assembly.</summary>
    public required IReadOnlyList<string> Program { get; init; }

    /// <summary>Folder of configuration, read only for the service.</summary>
    public required string Configuration { get; init; }

    /// <summary>Folder the service works in and writes to.</summary>
    public required string State { get; init; }

    /// <summary>Folder of pipeline files.</summary>
    public string Pipelines => Path.Join(Configuration, "pipelines");

    /// <summary>The host file.</summary>
    public string HostFile => Path.Join(Configuration, "host.yaml");

    /// <summary>Variables for the service, NAME=value a line: what pipeline files must not say themselves.</summary>
    public string Variables => Path.Join(Configuration, "environment");

    /// <summary>What the manager starts.</summary>
    public IReadOnlyList<string> Command => [.. Program, "serve", Pipelines, "--config", HostFile];

    /// <summary>The service where this system has its services' files, run by the program that asks.</summary>
    /// <param name="name">Name of the service.</param>
    public static ServiceDefinition Here(string name)
    {
        var (configuration, state) = OperatingSystem.IsWindows()
            ? (Below(name, "config"), Below(name, "data"))
            : ($"/etc/{name}", $"/var/lib/{name}");
        return new ServiceDefinition { Name = name, Program = ThisProgram(), Configuration = configuration, State = state };
    }

    private static string Below(string name, string folder) =>
        Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), name, folder);

    private static string[] ThisProgram()
    {
        var process = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Join(AppContext.BaseDirectory, "streamguard.dll")]
            : [process];
    }
}
