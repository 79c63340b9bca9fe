using System.Linq.Expressions;
using System.Reflection;
using StreamGuard.Contracts;
using StreamGuard.Core.Expressions.Typing;
using Linq = System.Linq.Expressions.Expression;

namespace StreamGuard.Core.Expressions.Kernels;

/// <summary>
/// Writes a typed expression into a kernel: a prologue run once a batch (arrays of columns, constants, tables over
/// dictionary entries) and one loop over the rows.
/// </summary>
/// <param name="frame">The kernel's parameter.</param>
/// <param name="nulls">Columns may have nulls; without, every column is taken to have a value in every row.</param>
internal sealed class KernelWriter(ParameterExpression frame, bool nulls)
{
    private readonly Dictionary<int, Emitted> _columns = [];
    private Scope _scope = new();
    private Scope? _prologue;
    private (int Column, Linq Text)? _step;
    private ParameterExpression? _row;
    private string _arena = nameof(KernelFrame.RowArena);

    public ParameterExpression Frame => frame;

    /// <summary>The prologue; the only scope until <see cref="EnterLoop"/>.</summary>
    public Scope Prologue => _prologue ?? _scope;

    /// <summary>The block now being written.</summary>
    public Scope Current => _scope;

    public bool UsesArena { get; private set; }

    /// <summary>What runs behind the loop.</summary>
    public List<Linq> Epilogue { get; } = [];

    public void AfterLoop(Linq statement) => Epilogue.Add(statement);

    /// <summary>From now on the body of the loop over rows is written.</summary>
    public Scope EnterLoop(ParameterExpression row)
    {
        _prologue = _scope;
        _row = row;
        return _scope = new Scope();
    }

    /// <summary>A local that holds the value, so that it can be used twice.</summary>
    public Linq Local(Linq value) => value is ParameterExpression or ConstantExpression ? value : _scope.Local(value);

    /// <summary>An object that the kernel carries, in a local of the prologue.</summary>
    public Linq Carried(object constant) => Prologue.Local(Linq.Constant(constant, constant.GetType()));

    public Emitted Emit(Node node)
    {
        if (_prologue is not null && _scope != _prologue && node is not ConstantNode && NodeFacts.IsConstant(node)) return Hoisted(node);
        var emitted = node switch
        {
            ConstantNode constant => Constant(constant),
            TextNode text => new Emitted(Prologue.Local(Linq.Call(frame, nameof(KernelFrame.Constant), null, Linq.Constant(text.Place))), null),
            ColumnNode column => Column(column),
            PromotionNode promotion => Promote(promotion),
            CallNode call when _step is null && NodeFacts.TextColumnOf(call) is { } column => TextTable.Emit(this, call, column),
            CallNode call => call.Overload.Emit(this, call),
            _ => throw new InvalidOperationException($"no kernel for a {node.GetType().Name}"),
        };
        return emitted.Valid is null ? emitted : emitted with { Valid = Local(emitted.Valid) };
    }

    /// <summary>Strict: a value from values, which must be defined for whatever null rows hold.</summary>
    public Emitted Inline(CallNode call, Func<Linq[], Linq> value)
    {
        var arguments = call.Arguments.Select(Emit).ToArray();
        return new Emitted(value([.. arguments.Select(each => each.Value)]), AllValid(arguments));
    }

    public static Linq? AllValid(IEnumerable<Emitted> arguments) =>
        arguments.Aggregate((Linq?)null, (valid, each) => Emitted.Both(valid, each.Valid));

    /// <summary>Strict: a call of a static method, as <see cref="Overload.Of"/> has it.</summary>
    public Emitted CallMethod(CallNode call, MethodInfo method)
    {
        var emitted = call.Arguments.Select(Emit).ToList();
        var valid = AllValid(emitted) is { } all ? Local(all) : null;
        var values = new Queue<Linq>(emitted.Select(each => each.Value));
        var arguments = new List<Linq>();
        if (method.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(TextArena)) arguments.Add(Arena());
        foreach (var prepared in call.Prepared) arguments.Add(prepared is null ? values.Dequeue() : Carried(prepared));
        Linq result = Linq.Call(method, arguments);
        if (valid is not null) result = Linq.Condition(valid, result, Linq.Default(result.Type));
        if (Nullable.GetUnderlyingType(result.Type) is null) return new Emitted(result, valid);
        var answer = Local(result);
        var has = Linq.Property(answer, nameof(Nullable<>.HasValue));
        return new Emitted(Linq.Call(answer, nameof(Nullable<>.GetValueOrDefault), null), has);
    }

    /// <summary>Writes a part into a block of its own, to be run or left out.</summary>
    public (Scope Scope, Emitted Part) Branch(Node node) => Branch(() => Emit(node));

    public (Scope Scope, Emitted Part) Branch(Func<Emitted> emit)
    {
        var outer = _scope;
        _scope = new Scope();
        var part = emit();
        var inner = _scope;
        _scope = outer;
        return (inner, part);
    }

    /// <summary>Writes a call into a loop of the prologue, with the text of its only column given.</summary>
    public (Scope Scope, Emitted Part) StepBody(CallNode call, int column, Linq text)
    {
        var (outer, arena) = (_scope, _arena);
        _step = (column, text);
        _scope = new Scope();

        // Texts in the table are read by the loop over rows; what makes other values needs its texts for a step only.
        _arena = call.Type.IsText ? nameof(KernelFrame.BatchArena) : nameof(KernelFrame.RowArena);
        var part = Emit(call);
        var inner = _scope;
        (_scope, _arena, _step) = (outer, arena, null);
        return (inner, part);
    }

    public Linq RowIndex => _row ?? throw new InvalidOperationException("a column is read outside the loop");

    /// <summary>Whether the column has a value in this row; null when it always has.</summary>
    public Linq? ValidInRow(int column)
    {
        if (!nulls) return null;
        var bits = Prologue.Local(Linq.Call(frame, nameof(KernelFrame.ValidityOf), null, Linq.Constant(column)));
        return Linq.Call(typeof(Bits), nameof(Bits.IsValid), null, bits, RowIndex);
    }

    /// <summary>Where texts are made here.</summary>
    public MemberExpression Arena()
    {
        UsesArena = true;
        return Linq.Property(frame, _arena);
    }

    private Emitted Hoisted(Node node)
    {
        var (scope, arena, step) = (_scope, _arena, _step);
        (_scope, _arena, _step) = (_prologue!, nameof(KernelFrame.BatchArena), null);
        var emitted = Emit(node);
        emitted = new Emitted(Local(emitted.Value), emitted.Valid);
        (_scope, _arena, _step) = (scope, arena, step);
        return emitted;
    }

    private static Emitted Constant(ConstantNode constant) => constant.Value switch
    {
        null => new Emitted(Linq.Default(Emitted.Clr(constant.Type)), Linq.Constant(false)),
        var value => new Emitted(Linq.Constant(value), null),
    };

    private Emitted Promote(PromotionNode promotion)
    {
        var inner = Emit(promotion.Inner);
        return inner with { Value = Linq.Convert(inner.Value, typeof(double)) };
    }

    private Emitted Column(ColumnNode column)
    {
        if (_step is var (index, text) && index == column.Index) return new Emitted(text, null);
        if (_columns.TryGetValue(column.Index, out var known)) return known;
        var place = Linq.Constant(column.Index);
        var input = column.Type.Kind switch
        {
            Kind.String or Kind.Json => Prologue.Local(Linq.Call(frame, nameof(KernelFrame.Text), null, place)),
            Kind.List => Prologue.Local(Linq.Call(frame, nameof(KernelFrame.List), null, place)),
            _ => Prologue.Local(Linq.Call(frame, nameof(KernelFrame.Values), [Emitted.Clr(column.Type)], place)),
        };
        Linq value = column.Type.Kind switch
        {
            Kind.String or Kind.Json => Linq.Call(input, nameof(TextInput.Row), null, RowIndex),
            Kind.List => Linq.Call(typeof(ListSlice), nameof(ListSlice.Of), null, input, RowIndex),
            _ => Linq.ArrayIndex(input, RowIndex),
        };
        var emitted = new Emitted(value, ValidInRow(column.Index));
        return _columns[column.Index] = emitted;
    }
}
