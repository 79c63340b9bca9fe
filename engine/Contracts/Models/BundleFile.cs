namespace StreamGuard.Contracts;

/// <summary>A file of a model bundle that is to be written.</summary>
/// <param name="Name">Its name in the bundle's folder: <c>bundle.yaml</c>, and those it names.</param>
/// <param name="Bytes">All of it.</param>
public sealed record BundleFile(string Name, ReadOnlyMemory<byte> Bytes);
