using System.Globalization;
using System.Text.RegularExpressions;
using StreamGuard.Contracts;
using StreamGuard.Core.Connectors.Files;

namespace StreamGuard.Core.Models;

/// <summary>
/// Adds a version to a folder of versions: written aside, checked, moved in, and only then put in force. Who reads the folder
/// meanwhile sees the versions that were there.
/// </summary>
/// <param name="formats">Finds a format of models; null for one that is not known.</param>
/// <param name="clock">Tells when the version was put in force.</param>
/// <param name="keeps">False: what is made is checked and taken away again, for a run that is to leave nothing behind.</param>
internal sealed partial class ModelPublisher(Func<string, IModelFormat?> formats, TimeProvider clock, bool keeps = true)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Publishes a bundle.</summary>
    /// <param name="folder">The folder of versions; made where it is missing.</param>
    /// <param name="make">Given the version's name, its files.</param>
    /// <returns>The version's name, a number above all that are there.</returns>
    /// <exception cref="ModelException">The folder is one bundle, cannot be written, or the bundle is no good.</exception>
    public string Publish(string folder, Func<string, IReadOnlyList<BundleFile>> make)
    {
        folder = Path.GetFullPath(folder);
        if (File.Exists(Path.Combine(folder, BundleFolder.FileName))) throw new ModelException($"'{folder}' is one bundle, not a folder of versions");
        try
        {
            if (!keeps) return TryOut(folder, make);
            Durable.MakeFolder(folder);
            using var alone = Alone(folder);
            RemoveUnfinished(folder);
            var version = Next(folder);
            var aside = Path.Combine(folder, $".{version}.{Environment.ProcessId}");
            try
            {
                Write(aside, make(version));
                Check(aside, version);
                FaultPoints.Reach("model.publish.before");
                Directory.Move(aside, Path.Combine(folder, version));
            }
            finally
            {
                if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
            }

            Durable.SyncFolder(folder);
            FaultPoints.Reach("model.publish.after");
            ModelVersions.Promote(folder, version, clock.GetUtcNow());
            return version;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"a version of '{folder}' cannot be written: {error.Message.TrimEnd('.')}", error);
        }
    }

    /// <summary>One run adds a version after the other.</summary>
    private static FileStream Alone(string folder)
    {
        for (var wait = Patience; ; wait -= Pause)
        {
            try
            {
                return new FileStream(Path.Combine(folder, ".publish.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (IOException error) when (WriterLock.IsTaken(error))
            {
                if (wait <= TimeSpan.Zero) throw new IOException("another run has been adding a version for a minute", error);
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>What was written aside by a run that was killed: this one is alone.</summary>
    private static void RemoveUnfinished(string folder)
    {
        foreach (var left in Directory.GetDirectories(folder).Where(each => Unfinished().IsMatch(Path.GetFileName(each)))) Directory.Delete(left, recursive: true);
    }

    [GeneratedRegex(@"^\.\d+\.\d+$")]
    private static partial Regex Unfinished();

    private string TryOut(string folder, Func<string, IReadOnlyList<BundleFile>> make)
    {
        var version = Directory.Exists(folder) ? Next(folder) : "1";
        var aside = Directory.CreateTempSubdirectory("streamguard-model-").FullName;
        try
        {
            Write(aside, make(version));
            Check(aside, version);
            return version;
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>A number above those of all folders there, whatever is in them.</summary>
    private static string Next(string folder)
    {
        var numbers = Directory.GetDirectories(folder).Select(each => long.TryParse(Path.GetFileName(each), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0);
        return (numbers.DefaultIfEmpty().Max() + 1).ToString(CultureInfo.InvariantCulture);
    }

    private static void Write(string folder, IReadOnlyList<BundleFile> files)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in files)
        {
            using var stream = new FileStream(Path.Combine(folder, file.Name), FileMode.Create, FileAccess.Write);
            stream.Write(file.Bytes.Span);
            stream.Flush(flushToDisk: true);
        }

        Durable.SyncFolder(folder);
    }

    private void Check(string folder, string version)
    {
        var check = ModelCheck.Of(folder, formats, [], null, new ModelOptions(), measure: false);
        if (check.Passed) return;
        var why = check.Problems.Select(problem => problem.ToString()).Concat(check.Lines.Where(line => line.Status == CheckStatus.Failed).Select(line => $"{line.Name}: {line.Text}"));
        throw new ModelException($"version {version} was made and is no good, so it is not put in force: {string.Join("; ", why)}");
    }
}
