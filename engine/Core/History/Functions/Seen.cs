using StreamGuard.Contracts;

namespace StreamGuard.Core.History.Functions;

internal sealed class Seen() : HistoryFunction("seen",
    "Whether an earlier row of the key had this value; both zeros are one value, all NaN are one. Null for a null.")
{
    protected override string Wanted => "one value that is not a list";

    public override KeyHistory Create(IReadOnlyList<ColumnType> arguments, IReadOnlyList<object> constants, Sees sees) => new DistinctHistory(arguments[0], isSeen: true, sees);

    protected override ColumnType? ResultOf(ColumnType argument) => argument.Kind == Kind.List ? null : ColumnType.Bool;
}
