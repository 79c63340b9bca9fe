using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>Writes a call into a kernel: what gives its value, and what tells whether it has one.</summary>
internal delegate Emitted Emitter(KernelWriter writer, CallNode call);

/// <summary>
/// One signature of a function and what computes it for a row. Signatures read
/// <c>(text: string, from: int) -> string</c>; a last parameter with <c>...</c> behind its type may be repeated.
/// </summary>
internal sealed class Overload
{
    private Overload(string signature, Emitter emit, bool isStrict)
    {
        (Signature, Emit, IsStrict) = (signature, emit, isStrict);
        var arrow = signature.LastIndexOf(" -> ", StringComparison.Ordinal);
        Result = TypePattern.Parse(signature[(arrow + 4)..]);
        var inner = signature[1..(arrow - 1)];
        IsVariadic = inner.EndsWith("...", StringComparison.Ordinal);
        if (IsVariadic) inner = inner[..^3];
        Parameters = inner.Length == 0 ? [] : [.. inner.Split(", ").Select(ReadParameter)];
    }

    /// <summary>As written: parameters, arrow, result.</summary>
    public string Signature { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    public bool IsVariadic { get; }

    public TypePattern Result { get; }

    public Emitter Emit { get; }

    /// <summary>Null whenever an argument is null; a strict overload may be computed without looking at nulls.</summary>
    public bool IsStrict { get; }

    /// <summary>
    /// Strict, computed by a static method of one argument each (bool, long, double, <see cref="Utf8"/>,
    /// <see cref="ListSlice"/> or a prepared object), with a <see cref="TextArena"/> before them when it makes text.
    /// A nullable result may be null. The method must answer, never throw, for whatever it is given.
    /// </summary>
    public static Overload Of(string signature, Delegate method) =>
        new(signature, (writer, call) => writer.CallMethod(call, method.Method), isStrict: true);

    /// <summary>Strict and never null of itself, computed by an expression over the arguments.</summary>
    public static Overload Inline(string signature, Func<Linq[], Linq> value) =>
        new(signature, (writer, call) => writer.Inline(call, value), isStrict: true);

    /// <summary>Writes itself, and may be null where arguments are not; strict all the same.</summary>
    public static Overload Strict(string signature, Emitter emit) => new(signature, emit, isStrict: true);

    /// <summary>Writes itself and answers for null arguments too.</summary>
    public static Overload SeesNulls(string signature, Emitter emit) => new(signature, emit, isStrict: false);

    public bool TakesCount(int count) => IsVariadic ? count >= Parameters.Count : count == Parameters.Count;

    public Parameter ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Count - 1)];

    private static Parameter ReadParameter(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return new Parameter(text[..colon], TypePattern.Parse(text[(colon + 2)..]));
    }
}
