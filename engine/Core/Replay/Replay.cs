using StreamGuard.Contracts;
using StreamGuard.Core.Checkpoints;
using StreamGuard.Core.Connectors;
using StreamGuard.Core.Pipelines;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Plugins;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Core.Replay;

/// <summary>
/// Dead letters given back to the pipeline that refused them: a bounded run in which the records of letters take the
/// place of each source. Where the pipeline keeps checkpoints, nothing is lost or doubled by a crash: the replay is taken
/// up again where it was. Letters are marked when all has been written.
/// </summary>
public sealed class Replay
{
    private readonly Plan _plan;
    private readonly LetterIndex _index;
    private readonly string? _note;

    private Replay(Plan plan, ReplaySelection selection, LetterIndex index, string? note, bool goesOn) =>
        (_plan, Selection, _index, _note, GoesOn) = (plan, selection, index, note, goesOn);

    /// <summary>What is replayed: of one that was cut off, what was chosen then.</summary>
    public ReplaySelection Selection { get; }

    /// <summary>A replay that was cut off is taken up again.</summary>
    public bool GoesOn { get; }

    /// <summary>Letters that go back.</summary>
    public long Letters => _index.Letters;

    /// <summary>Records they are of: one that several components refused goes back once.</summary>
    public long Records => _index.Records;

    /// <summary>Letters that cannot go back, by the reason.</summary>
    public IReadOnlyDictionary<string, long> Left => _index.Left;

    /// <summary>Finds the letters; nothing is written.</summary>
    /// <param name="plan">Of the pipeline.</param>
    /// <param name="registry">What makes its components.</param>
    /// <param name="from">A file or folder of letters; null for where the pipeline writes its own.</param>
    /// <param name="wanted">Which of them; files are found here.</param>
    /// <exception cref="IOException">There are none to be read, or they cannot be read; says why.</exception>
    public static Replay Prepare(Plan plan, Registry registry, string? from, ReplaySelection wanted)
    {
        var note = plan.Run.CheckpointPath is { } path ? ReplaySelection.NoteOf(new CheckpointFolder(path, plan.Name).Path) : null;
        var cutOff = note is null ? null : ReplaySelection.Load(note);
        var selection = cutOff ?? wanted with { Files = Files(from ?? Place(plan), mustExist: from is not null) };
        return new Replay(plan, selection, new LetterIndex(plan, registry, TimeProvider.System, selection), note, goesOn: cutOff is not null);
    }

    /// <summary>How the plan is to be run.</summary>
    /// <exception cref="IOException">The pipeline is running, or its checkpoints cannot be written.</exception>
    public RunSettings Begin()
    {
        var settings = new RunSettings { ReplaceSource = node => new LetterSource((ISource)node.Definition.Type.Create(node.Definition.Options.Value), _index.Of(node.Name)) };
        if (_note is null) return settings;
        var sinks = _plan.Nodes.Where(node => node.Role == Role.Sink).Select(node => node.Name).Append("dead_letters").ToHashSet();
        var store = CheckpointStore.Open(_plan.Run.CheckpointPath!, _plan.Name, settings.Clock);
        Selection.Save(_note);
        return settings with { ReplaceCheckpoints = new ReplayCheckpoints(store, sinks, GoesOn) };
    }

    /// <summary>All was written: marks the letters.</summary>
    public void Complete()
    {
        ReplayMarks.Add(_index.Taken);
        if (_note is not null) File.Delete(_note);
    }

    private static string Place(Plan plan) => plan.DeadLetters switch
    {
        null => DefaultDeadLetters.PathOf(plan),
        { Options.Value: FileSinkOptions { Format: not FileFormat.Csv } file } => file.Path,
        var other => throw new IOException($"the dead letters of this pipeline go to {other.Type.Name}: give a file or folder of JSON lines with --from"),
    };

    private static List<LetterFile> Files(string place, bool mustExist)
    {
        if (mustExist && !File.Exists(place) && !Directory.Exists(place)) throw new IOException($"there is no file or folder '{place}'");
        var files = File.Exists(place) ? [place] : Directory.Exists(place) ? Directory.GetFiles(place, "*.jsonl") : [];
        return [.. files.Order(StringComparer.Ordinal).Select(file => new LetterFile(Path.GetFullPath(file), new FileInfo(file).Length, ReplayMarks.Of(file).All))];
    }
}
