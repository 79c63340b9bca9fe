namespace StreamGuard.Core.Pipelines;

/// <content>What is wrong with an expression.</content>
public static partial class ProblemCodes
{
    /// <summary>An expression cannot be read.</summary>
    public const string ExpressionSyntax = "SG401";

    /// <summary>An expression or option names a column that is not there.</summary>
    public const string UnknownColumn = "SG402";

    /// <summary>An expression calls a function that does not exist.</summary>
    public const string UnknownFunction = "SG403";

    /// <summary>An operator or function is given a value of a type it does not take.</summary>
    public const string WrongOperand = "SG404";

    /// <summary>A function is given too many or too few arguments.</summary>
    public const string WrongArgumentCount = "SG405";

    /// <summary>An expression in the place of a condition is not bool.</summary>
    public const string NotACondition = "SG406";

    /// <summary>An expression in the place of an aggregate calls none that exists.</summary>
    public const string UnknownAggregate = "SG407";

    /// <summary>An aggregate is called where the expression is computed for each row, or inside another aggregate.</summary>
    public const string AggregateNotAllowed = "SG408";

    /// <summary>A column is used beside aggregates, where there is no single row.</summary>
    public const string ColumnOutsideAggregate = "SG409";

    /// <summary>An argument must be a constant.</summary>
    public const string NotConstant = "SG410";

    /// <summary>A constant argument is none of its kind: a pattern, a unit of time, a time.</summary>
    public const string BadConstant = "SG411";

    /// <summary>A value is compared with the word null, which is null whatever the value.</summary>
    public const string ComparedWithNull = "SG412";

    /// <summary>A call that reads no earlier rows says how far back it reads.</summary>
    public const string ModifierNotAllowed = "SG413";

    /// <summary>An aggregate by groups stands where it cannot, or beside what does not go with it.</summary>
    public const string ByMisplaced = "SG420";

    /// <summary>The row before is asked for where there is none, or beside what does not go with it.</summary>
    public const string PriorMisplaced = "SG421";

    /// <summary>A schedule that cannot be read, never comes, names no time zone, or is of a pipeline that does not end.</summary>
    public const string Schedule = "SG430";
}
