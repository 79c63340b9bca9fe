using System.Text;
using StreamGuard.Contracts;

namespace StreamGuard.Core.Pipelines;

/// <summary>Reads the text of a pipeline file.</summary>
internal static class PipelineText
{
    private const long LargestFile = 4 * 1024 * 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="IOException">The file is missing, a folder, or larger than 4 MB.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="NotUtf8Exception">The file is not UTF-8.</exception>
    public static string Read(string path)
    {
        if (Directory.Exists(path)) throw new IOException("it is a folder");
        using var stream = File.OpenRead(path);
        if (stream.Length > LargestFile) throw new IOException($"it has {stream.Length / 1024 / 1024.0:F1} MB, a pipeline file at most {LargestFile / 1024 / 1024} MB");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Decode(bytes);
    }

    /// <summary>The text of the pipeline file, or null when there is none, which has been reported.</summary>
    /// <param name="request">Names the file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <param name="what">What the file is.</param>
    public static string? Read(LoadRequest request, Problems problems, string what = "a pipeline file") =>
        Read(request, request.File, new Location(request.File, 0, 0), $"Give the path of {what}.", problems);

    /// <summary>The text of a file, or null when there is none, which has been reported.</summary>
    /// <param name="request">How files are read.</param>
    /// <param name="file">The file.</param>
    /// <param name="named">Where it was named.</param>
    /// <param name="hint">What to do where it cannot be read.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static string? Read(LoadRequest request, string file, Location named, string hint, Problems problems)
    {
        try
        {
            return request.ReadText(file);
        }
        catch (NotUtf8Exception error)
        {
            problems.Error(ProblemCodes.NotUtf8, new Location(file, error.Line, error.Column), "The file is not UTF-8 text from here on.", "Save it as UTF-8.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var which = named.File == file ? "The file" : $"'{file}'";
            problems.Error(ProblemCodes.FileUnreadable, named, $"{which} cannot be read: {Reason(error)}.", error is UnauthorizedAccessException ? "Let the user read it who runs this." : hint);
        }

        return null;
    }

    private static string Reason(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => "it does not exist",
        UnauthorizedAccessException => "permission is denied",
        _ => error.Message.TrimEnd('.'),
    };

    private static string Decode(byte[] bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            var before = Encoding.UTF8.GetString(bytes, 0, Math.Max(0, error.Index));
            throw new NotUtf8Exception(before.Count(letter => letter == '\n') + 1, before.Length - before.LastIndexOf('\n'), error);
        }
    }
}

/// <summary>A text file whose bytes are not UTF-8 from a place on; line and column count from 1.</summary>
internal sealed class NotUtf8Exception(int line, int column, Exception inner) : Exception("not UTF-8", inner)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
