using System.Buffers;

namespace StreamGuard.Contracts;

/// <summary>
/// Text with values of a row in it: <c>{column}</c> or <c>{column:format}</c> with a .NET format, invariant culture;
/// <c>{{</c> and <c>}}</c> stand for braces. A null is written "null".
/// </summary>
public interface IRowTemplate
{
    /// <summary>Names of the columns it reads.</summary>
    IReadOnlyCollection<string> Columns { get; }

    /// <summary>Appends the text of a row as UTF-8.</summary>
    void AppendTo(IBufferWriter<byte> output, Batch batch, int row);
}
