namespace StreamGuard.Host.Service;

/// <summary>The folder of a service's configuration, as it is before anybody has put something there.</summary>
internal static class ServiceFolder
{
    /// <summary>Makes what is not there; what is there stays as it is.</summary>
    public static void Make(ServiceDefinition service, Action<string> say)
    {
        Directory.CreateDirectory(service.Pipelines);
        // What systemd makes itself is left to it: it belongs to a user that does not exist yet.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(service.State);
        WriteNew(service.HostFile, Resource("host.yaml"), say);
        if (OperatingSystem.IsWindows()) return;
        WriteNew(service.Variables, Resource("environment"), say);
        // There are passwords in it.
        File.SetUnixFileMode(service.Variables, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void WriteNew(string path, string text, Action<string> say)
    {
        if (File.Exists(path)) return;
        File.WriteAllText(path, text);
        say($"wrote {path}");
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ServiceFolder).Assembly.GetManifestResourceStream($"StreamGuard.Host.Packaging.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
