using StreamGuard.Contracts;

namespace StreamGuard.Core.Connectors.Files;

/// <summary>Where lines go: one file, or a folder of parts. The calls are those of <see cref="ISink"/>.</summary>
internal interface IFileTarget
{
    /// <summary>What it is, for problems.</summary>
    string Kind { get; }

    /// <summary>When a line can be read, for explain.</summary>
    string Visible { get; }

    void Open(TimeProvider clock);

    /// <summary>Writes whole lines.</summary>
    void Append(ReadOnlySpan<byte> lines);

    void End();

    void Prepare(long epoch, StateWriter state);

    void Commit();

    void Restore(StateReader state);

    void Close();
}
