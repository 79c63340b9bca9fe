namespace StreamGuard.Plugins.Onnx.Tests.Support;

/// <summary>A theory about the models of the shared folder, skipped where they or the library are not.</summary>
public sealed class SharedModelTheoryAttribute : TheoryAttribute
{
    public SharedModelTheoryAttribute() =>
        Skip = NativeFactAttribute.Missing ?? (SharedData.Find("models") is null ? "the shared models are not there (STREAMGUARD_SHARED)" : null);
}

/// <summary>A fact about the models of the shared folder, skipped where they or the library are not.</summary>
public sealed class SharedModelFactAttribute : FactAttribute
{
    public SharedModelFactAttribute() =>
        Skip = NativeFactAttribute.Missing ?? (SharedData.Find("models") is null ? "the shared models are not there (STREAMGUARD_SHARED)" : null);
}
