using System.Linq.Expressions;
using StreamGuard.Contracts;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>What a part of an expression became in a kernel.</summary>
/// <param name="Value">Gives the value; undefined where it is null. To be used once: put it in a local to use it twice.</param>
/// <param name="Valid">Tells whether there is a value: a local, a constant, or null when there always is one.</param>
internal readonly record struct Emitted(Linq Value, Linq? Valid)
{
    /// <summary>Both must hold; null stands for true.</summary>
    public static Linq? Both(Linq? left, Linq? right) =>
        left is null ? right : right is null || left == right ? left : Linq.AndAlso(left, right);

    /// <summary>How kernels hold values of a type.</summary>
    public static Type Clr(ColumnType type) => type.Kind switch
    {
        Kind.Bool => typeof(bool),
        Kind.Float => typeof(double),
        Kind.String or Kind.Json => typeof(Utf8),
        Kind.List => typeof(ListSlice),
        _ => typeof(long),
    };
}

/// <summary>Locals and statements of one block of a kernel.</summary>
internal sealed class Scope
{
    private readonly List<ParameterExpression> _locals = [];
    private readonly List<Linq> _statements = [];

    public bool IsEmpty => _statements.Count == 0;

    public ParameterExpression Local(Linq value, string? name = null)
    {
        var local = Variable(value.Type, name);
        _statements.Add(Linq.Assign(local, value));
        return local;
    }

    public ParameterExpression Variable(Type type, string? name = null)
    {
        var local = Linq.Variable(type, name);
        _locals.Add(local);
        return local;
    }

    public void Add(Linq statement) => _statements.Add(statement);

    public BlockExpression Close() => Linq.Block(typeof(void), _locals, [.. _statements, Linq.Empty()]);
}
