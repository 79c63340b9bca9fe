using System.Text.RegularExpressions;

namespace StreamGuard.Soak.Hosting;

/// <summary>The folder of the host under test: its file, the shipped pipelines with a profile of the soak's own behind theirs, and what is changed in them.</summary>
internal sealed class HostFolder
{
    private readonly Dictionary<string, string> _texts = [];

    private HostFolder(string path) => Path = path;

    public string Path { get; }

    /// <summary>Where the host writes.</summary>
    public string Root => System.IO.Path.Combine(Path, "root");

    /// <summary>Each pipeline and what a good change of it replaces, by what: stateless, of a rule, and of a sink.</summary>
    public static IReadOnlyList<(string Pipeline, string Old, string New)> GoodChanges { get; } =
    [
        ("security-events", "score_burst: 0.25 *", "score_burst: 0.24 *"),
        ("iomt-traffic", "message: \"flow unlike", "message: \"a flow unlike"),
        ("hydraulic-sensors", "efficiency_index: SE_avg", "efficiency_index: 1 * SE_avg"),
        ("security-events", "users_there <= ${RARE_USERS:-5}", "users_there <= ${RARE_USERS:-4}"),
        ("iomt-traffic", "roll: { every: 30s }", "roll: { every: 20s }"),
        ("hydraulic-sensors", "${POWER_CORRELATION:-0.95}", "${POWER_CORRELATION:-0.94}"),
    ];

    /// <summary>Changes that must be refused: a column that is not there, a key that YAML does not close, and one that would lose a window's state.</summary>
    public static IReadOnlyList<(string Pipeline, string Old, string New)> BadChanges { get; } =
    [
        ("security-events", "filter: user is not null", "filter: usr is not null"),
        ("hydraulic-sensors", "readings:\n    kafka:", "readings: {\n    kafka:"),
        ("iomt-traffic", "rate_mean: mean(Rate)", "rate_max: max(Rate)\n        rate_mean: mean(Rate)"),
    ];

    public static HostFolder Create(string path, string shipped, string address)
    {
        var folder = new HostFolder(path);
        Directory.CreateDirectory(folder.Root);
        Directory.CreateDirectory(System.IO.Path.Combine(path, "pipelines", "shared"));
        foreach (var shared in Directory.GetFiles(System.IO.Path.Combine(shipped, "shared"))) File.Copy(shared, System.IO.Path.Combine(path, "pipelines", "shared", System.IO.Path.GetFileName(shared)));
        foreach (var profile in Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Hosting", "profiles")))
        {
            var name = System.IO.Path.GetFileNameWithoutExtension(profile);
            // Profiles are the last of a pipeline file.
            folder._texts[name] = $"{File.ReadAllText(System.IO.Path.Combine(shipped, $"{name}.yaml")).TrimEnd()}\n\n{File.ReadAllText(profile)}";
            folder.Write(name);
        }

        File.WriteAllText(System.IO.Path.Combine(path, "host.yaml"), $$"""
            pipelines:
            - { path: pipelines, profile: soak }
            root: root
            http: { address: "{{address}}", requests: 10000000 }

            """);
        return folder;
    }

    /// <summary>Writes a file with something replaced; what is put in a second time is taken out again.</summary>
    public void Change((string Pipeline, string Old, string New) change)
    {
        var (name, from, to) = change;
        var text = _texts[name];
        _texts[name] = text.Contains(to, StringComparison.Ordinal) ? text.Replace(to, from, StringComparison.Ordinal) : new Regex(Regex.Escape(from)).Replace(text, to.Replace("$", "$$", StringComparison.Ordinal), 1);
        if (_texts[name] == text) throw new InvalidOperationException($"{name} has no '{from}'");
        Write(name);
    }

    /// <summary>Writes the first part of a file and, some seconds later, all of it.</summary>
    public async Task HalfWriteAsync(string name, TimeSpan later)
    {
        await File.WriteAllTextAsync(FileOf(name), _texts[name][..(_texts[name].Length * 2 / 3)]).ConfigureAwait(false);
        await Task.Delay(later).ConfigureAwait(false);
        Write(name);
    }

    private void Write(string name) => File.WriteAllText(FileOf(name), _texts[name]);

    private string FileOf(string name) => System.IO.Path.Combine(Path, "pipelines", $"{name}.yaml");
}
