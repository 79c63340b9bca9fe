using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Kernels;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Typing;

/// <summary>Writes a call into a kernel: what gives its value, and what tells whether it has one.</summary>
internal delegate Emitted Emitter(KernelWriter writer, CallNode call);

/// <summary>
/// One signature of a function and what computes it for a row. Signatures read
/// <c>(text: string, from: int) -> string</c>; a last parameter with <c>...</c> behind its type may be repeated, or the last
/// few together.
/// </summary>
internal sealed class Overload
{
    private Parameter[]? _parameters;

    private Overload(string signature, Emitter emit, bool isStrict) => (Signature, Emit, IsStrict) = (signature, emit, isStrict);

    /// <summary>As written: parameters, arrow, result.</summary>
    public string Signature { get; }

    // Read when first asked for: most of the catalog never is.
    public IReadOnlyList<Parameter> Parameters => _parameters ??= ReadParameters();

    /// <summary>The last parameter may be repeated.</summary>
    public bool IsVariadic => Signature.Contains("...)", StringComparison.Ordinal);

    /// <summary>How many of the last parameters are repeated together.</summary>
    public int Repeated { get; private init; } = 1;

    public TypePattern Result => TypePattern.Parse(Signature[(Arrow + 4)..]);

    public Emitter Emit { get; }

    /// <summary>Null whenever an argument is null; a strict overload may be computed without looking at nulls.</summary>
    public bool IsStrict { get; }

    private int Arrow => Signature.LastIndexOf(" -> ", StringComparison.Ordinal);

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

    /// <summary>The same, where so many of the last parameters are repeated together.</summary>
    public static Overload SeesNulls(string signature, int repeated, Emitter emit) => new(signature, emit, isStrict: false) { Repeated = repeated };

    public bool TakesCount(int count) => 
        IsVariadic ? count >= Parameters.Count && (count - Parameters.Count) % Repeated == 0 : count == Parameters.Count;

    public Parameter ParameterAt(int index)
    {
        var last = Parameters.Count - Repeated;
        return Parameters[index < last ? index : last + ((index - last) % Repeated)];
    }

    private Parameter[] ReadParameters()
    {
        var inner = Signature[1..(Arrow - 1)];
        if (IsVariadic) inner = inner[..^3];
        return inner.Length == 0 ? [] : Array.ConvertAll(inner.Split(", "), ReadParameter);
    }

    private static Parameter ReadParameter(string text)
    {
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return new Parameter(text[..colon], TypePattern.Parse(text[(colon + 2)..]));
    }
}
