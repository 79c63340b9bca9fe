using System.Diagnostics.Tracing;
using System.Reflection;

namespace StreamGuard.Profile;

/// <summary>The methods that .NET compiles in this process because it has no code of them, as lines that <see cref="ProfileWriter"/> reads.</summary>
/// <remarks>
/// A line is a method's type, its token and, between commas, its types of generic arguments; bars stand between. A type is the name
/// of its assembly, an exclamation mark, its token and, between angle brackets, its own generic arguments; before it stands
/// <c>&amp;</c> for a reference to it, <c>*</c> for a pointer, <c>[</c> for an array.
/// </remarks>
internal sealed class CompiledMethods : EventListener
{
    private const EventKeywords Compiled = (EventKeywords)0x10;

    // Of the runtime's tiers of code, as the flags of the event have them: 4 is code that is compiled a second time.
    private const int TierShift = 7;
    private const int Recompiled = 4;

    private static readonly Func<nint, Type> OwnerOf = FindOwnerOf();

    private readonly Lock _gate = new();
    private readonly List<ulong> _methods = [];

    public void AppendTo(string path)
    {
        List<ulong> methods;
        lock (_gate) methods = [.. _methods];
        File.AppendAllLines(path, methods.Select(method => Line((nint)method)).OfType<string>());
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime") EnableEvents(eventSource, EventLevel.Verbose, Compiled);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is not { EventName: "MethodLoadVerbose_V1" or "MethodLoadVerbose_V2", Payload: { } payload }) return;
        var isDynamic = ((string)payload[6]!).StartsWith("dynamicClass", StringComparison.Ordinal);
        if (isDynamic || (((uint)payload[5]! >> TierShift) & 7) == Recompiled) return;
        lock (_gate) _methods.Add((ulong)payload[0]!);
    }

    private static string? Line(nint method)
    {
        var owner = OwnerOf(method);
        if (owner.Assembly == typeof(CompiledMethods).Assembly) return null;
        var found = MethodBase.GetMethodFromHandle(RuntimeMethodHandle.FromIntPtr(method), owner.TypeHandle)!;
        var arguments = found is MethodInfo { IsGenericMethod: true } ? found.GetGenericArguments() : [];
        return $"{Text(owner)}|{found.MetadataToken:x}|{string.Join(',', arguments.Select(Text))}";
    }

    private static string Text(Type type)
    {
        if (type.IsByRef) return $"&{Text(type.GetElementType()!)}";
        if (type.IsPointer) return $"*{Text(type.GetElementType()!)}";
        if (type.IsSZArray) return $"[{Text(type.GetElementType()!)}";
        var arguments = type.IsGenericType ? $"<{string.Join(',', type.GetGenericArguments().Select(Text))}>" : "";
        return $"{type.Assembly.GetName().Name}!{type.MetadataToken:x}{arguments}";
    }

    /// <summary>.NET knows the type of a method by its handle alone, and tells it nobody.</summary>
    private static Func<nint, Type> FindOwnerOf()
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;
        var handle = typeof(RuntimeMethodHandle).Assembly.GetType("System.RuntimeMethodHandleInternal", throwOnError: true)!;
        var make = handle.GetConstructor(Hidden, [typeof(nint)])!;
        var owner = typeof(RuntimeMethodHandle).GetMethod("GetDeclaringType", Hidden, [handle])!;
        return method => (Type)owner.Invoke(null, [make.Invoke([method])])!;
    }
}
