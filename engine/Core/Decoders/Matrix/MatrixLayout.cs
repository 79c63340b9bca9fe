namespace StreamGuard.Core.Decoders.Matrix;

/// <summary>How the lines of a recording are written, as its first line shows.</summary>
/// <param name="Delimiter">What stands between samples.</param>
/// <param name="HasHeader">The first line names the samples.</param>
/// <param name="Samples">Samples a line.</param>
internal sealed record MatrixLayout(byte Delimiter, bool HasHeader, int Samples);
