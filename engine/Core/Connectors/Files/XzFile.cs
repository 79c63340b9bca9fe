using System.ComponentModel;
using System.Diagnostics;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>An xz file, unpacked by the program xz, which checks it whole.</summary>
internal sealed class XzFile : InputFile
{
    private readonly Process _xz;
    private readonly Task<string> _complaints;

    // Ctrl+C reaches every program of the terminal; xz ignores it, so that the pipeline can stop as it should.
    private const string Script = "trap '' INT; exec \"$0\" --decompress --stdout -- \"$1\"";
    private const int NotFound = 127;

    /// <exception cref="IOException">No program can be started.</exception>
    public XzFile(string path, string program = "xz") : base(path)
    {
        var start = new ProcessStartInfo("sh", ["-c", Script, program, path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            _xz = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Missing(e);
        }

        _xz.StandardInput.Close();
        _complaints = _xz.StandardError.ReadToEndAsync();
    }

    public override int Read(Span<byte> room, long at)
    {
        var read = _xz.StandardOutput.BaseStream.Read(room);
        if (read > 0) return read;
        _xz.WaitForExit();
        if (_xz.ExitCode == 0) return 0;
        if (_xz.ExitCode == NotFound) throw Missing(cause: null);
        throw new IOException($"'{Path}' could not be unpacked behind byte {at} of its content: {_complaints.Result.Trim()}");
    }

    private IOException Missing(Exception? cause) =>
        new($"'{Path}' is read through the program xz, which is not found; install xz (Debian: xz-utils), or unpack the file", cause);

    public override void Dispose()
    {
        if (!_xz.HasExited) _xz.Kill();
        _xz.Dispose();
    }
}
