using System.Diagnostics.CodeAnalysis;
using StreamGuard.Profile;

/// <summary>What .NET calls at the start of a program whose variable DOTNET_STARTUP_HOOKS names this assembly.</summary>
[SuppressMessage("Design", "CA1050", Justification = "It is looked for by this name.")]
internal static class StartupHook
{
    public static void Initialize()
    {
        var methods = new CompiledMethods();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => methods.AppendTo(Environment.GetEnvironmentVariable("STREAMGUARD_COMPILED")!);
    }
}
