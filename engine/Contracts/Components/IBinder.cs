namespace StreamGuard.Contracts;

/// <summary>The host's side of <see cref="Binding"/>, of whatever role.</summary>
public interface IBinder
{
    string Pipeline { get; }

    string Component { get; }

    bool IsBounded { get; }

    bool KeepsCheckpoints { get; }

    TimeProvider Clock { get; }

    Location At(string path);

    bool IsVariable(string path);

    string? Meant(string name, IEnumerable<string> known);

    void Report(Problem problem);

    Expression? Expression(string path, ExpressionText text, Schema schema, bool mustBeBool);

    AggregateExpression? Aggregate(string path, ExpressionText text, Schema schema);

    HistoryExpression? History(string path, ExpressionText text, Schema schema);

    int RequireColumn(string path, string name, Schema schema, Func<ColumnType, bool>? fits, string wanted);

    void State(bool isBounded, string text, bool isFixed = false);

    void Note(string remark);

    void KeyedBy(IReadOnlyList<string> columns, IReadOnlyList<string> order);

    IRowText RowText(Schema schema);

    IRowTemplate? Template(string path, string text, Schema schema);

    void StateDependsOn(IReadOnlyList<string?> parts);

    void Guarantees(Delivery delivery, string visible);

    void CanBeQueried(QueryTable table);

    IModelFormat? ModelFormat(string name);

    IReadOnlyList<string> ModelFormatNames { get; }

    string PublishModel(string folder, Func<string, IReadOnlyList<BundleFile>> make);

    ITableReader? TableReader(string name);

    IReadOnlyList<string> TableReaderNames { get; }
}
