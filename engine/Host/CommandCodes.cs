namespace StreamGuard.Host;

/// <summary>What the exit code of each command says, for the end of its help.</summary>
internal static class CommandCodes
{
    private const string Bad = "the command line or a file is bad, with its place; nothing was done";

    private static readonly Dictionary<string, (string Code, string Text)[]> Known = new(StringComparer.Ordinal)
    {
        ["run"] =
        [
            ("0", "the input has ended, or the run was asked to stop (SIGINT, SIGTERM) and drained"),
            ("1", "it failed, or could not drain"),
            ("2", "the pipeline file or the command line is bad, or checkpoints do not fit; nothing was read"),
            ("130", "a second SIGINT ended it before it had drained (143: a second SIGTERM)"),
        ],
        ["serve"] =
        [
            ("0", "it was stopped, and all pipelines drained; what became of each is in the log"),
            ("1", "it could not start (address taken, another host in its folder), or not all drained within stop_within"),
            ("2", "the host file or the command line is bad; a bad pipeline file does not end it"),
            ("143", "a second signal ended it before all had drained"),
        ],
        ["tap"] = [("0", "shown or saved"), ("1", "the host does not answer, or refuses"), ("2", "the command line is bad")],
        ["validate"] = [("0", "no errors; there may be warnings"), ("2", "a file has errors, or the command line is bad")],
        ["explain"] = [("0", "explained"), ("2", Bad)],
        ["diff"] =
        [
            ("0", "the second file can follow the first, and nothing is lost"), ("2", Bad),
            ("4", "state would be lost"), ("5", "nothing would be lost, but a running pipeline cannot be changed in this way"),
        ],
        ["replay-dead-letters"] =
        [
            ("0", "all were given back, or there were none; what was refused once more is told"), ("1", "the run failed, or the letters cannot be read"),
            ("2", "the pipeline file or the command line is bad, or checkpoints do not fit"), ("130", "a second SIGINT ended it before it had drained (143: a second SIGTERM)"),
        ],
        ["test"] = [("0", "all tests passed"), ("1", "a test failed"), ("2", "a file cannot be read or is bad, or there are no tests")],
        ["query"] =
        [
            ("0", "answered"), ("1", "the work on the question failed or took too long, or the store is open in a program that does not answer"),
            ("2", "the question, the command line or the pipeline file is bad"),
        ],
        ["checkpoints"] = [("0", "listed"), ("1", "with --verify: a checkpoint is damaged"), ("2", Bad)],
        ["checkpoints list"] = [("0", "listed"), ("1", "with --verify: a checkpoint is damaged"), ("2", Bad)],
        ["checkpoints delete"] = [("0", "deleted, or there were none"), ("1", "the pipeline runs, or the disk refuses"), ("2", "an epoch is not there, nobody agreed, or a file is bad")],
        ["models check"] = [("0", "the bundle is right"), ("1", "something is wrong with it"), ("2", "the command line is bad")],
        ["models list"] = [("0", "listed"), ("1", "the folder cannot be read"), ("2", "the command line is bad")],
        ["models promote"] = [("0", "the version is in force"), ("1", "it has not passed, or cannot be put in force"), ("2", "the command line is bad")],
        ["models rollback"] = [("0", "the version is in force"), ("1", "it cannot be put in force"), ("2", "the command line is bad")],
        ["models status"] = [("0", "shown"), ("2", "the command line is bad")],
        ["evaluate"] =
        [
            ("0", "compared"), ("1", "the pipeline failed, or a file cannot be read"),
            ("2", "a pipeline, column or option is bad, or there are no rows"),
        ],
        ["investigate"] =
        [
            ("0", "found"), ("1", "the work failed, or the store is open in a program that does not answer"),
            ("2", "the command line or a pipeline is bad, or nothing has the key's column"), ("3", "nothing is known of the key"),
        ],
        ["service install"] = [("0", "installed"), ("1", "the service manager refuses, or there is none"), ("2", "the command line is bad")],
        ["service uninstall"] = [("0", "removed"), ("1", "the service manager refuses, or there is none"), ("2", "the command line is bad")],
        ["service status"] = [("0", "it runs"), ("1", "it does not"), ("2", "the command line is bad")],
        ["functions"] = [("0", "listed or explained"), ("2", "there is no such function")],
    };

    /// <summary>The codes of a command.</summary>
    /// <param name="command">Its words behind the program's name: "models check".</param>
    public static IReadOnlyList<(string Code, string Text)> Of(string command) =>
        Known.TryGetValue(command, out var codes) ? codes : [("0", "done"), ("2", "the command line is bad")];

    /// <summary>Commands whose codes say more than that.</summary>
    public static IEnumerable<string> Commands => Known.Keys;
}
