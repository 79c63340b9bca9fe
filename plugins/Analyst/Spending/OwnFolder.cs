namespace StreamGuard.Plugins.Analyst.Spending;

/// <summary>The folder of one component's budget and cache, for as long as it runs nobody else's.</summary>
internal sealed class OwnFolder : IDisposable
{
    private readonly string _path;
    private readonly FileStream _lock;

    /// <exception cref="IOException">It cannot be made, or another run has it.</exception>
    public OwnFolder(string path)
    {
        _path = Directory.CreateDirectory(path).FullName;
        var file = Of("lock");
        try
        {
            _lock = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException cause) when (File.Exists(file))
        {
            throw new IOException($"the folder {_path} is in use: another run, or another component, counts its budget there. Give each a folder of its own", cause);
        }
    }

    /// <summary>A file in it.</summary>
    public string Of(string name) => Path.Combine(_path, name);

    public void Dispose() => _lock.Dispose();
}
