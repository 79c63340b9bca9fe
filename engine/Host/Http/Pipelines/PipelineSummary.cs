using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using StreamGuard.Contracts;
using StreamGuard.Core.Planning;
using StreamGuard.Core.Planning.Explain;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Http.Pipelines;

/// <summary>A pipeline of the host as its list has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">Its file.</param>
/// <param name="State">What it is doing.</param>
/// <param name="Since">Since when.</param>
/// <param name="Problems">What is wrong with the file as it stands, also while the plan of an earlier one runs.</param>
/// <param name="Failure">Why the last run failed; left out when it did not.</param>
/// <param name="Restarts">How often it was begun again after a failure.</param>
/// <param name="NextStart">When it is begun again; left out unless it waits for that.</param>
/// <param name="PlanId">Another one when the plan is another one; left out before there is one.</param>
internal sealed record PipelineSummary(
    string Name, string File, HostedState State, DateTimeOffset Since, IReadOnlyList<ProblemView> Problems, string? Failure, long Restarts, DateTimeOffset? NextStart, string? PlanId)
{
    private static readonly ConditionalWeakTable<Plan, string> PlanIds = [];

    public static PipelineSummary Of(HostedStatus status) => new(
        status.Name, status.File, status.State, status.Since, [.. status.Problems.Select(ProblemView.Of)], status.Failure, status.Restarts, status.NextStart,
        status.Plan is null ? null : PlanIds.GetValue(status.Plan, IdOf));

    private static string IdOf(Plan plan) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PlanJson.Render(plan))).AsSpan(0, 8));
}

/// <summary>A problem of a pipeline file.</summary>
/// <param name="File">Where it is.</param>
/// <param name="Line">Its line, from 1; left out where only the file is known.</param>
/// <param name="Column">Its column, from 1.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Code">SG and three digits.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">How to mend it.</param>
internal sealed record ProblemView(string File, int? Line, int? Column, Severity Severity, string Code, string Message, string? Hint)
{
    public static ProblemView Of(Problem problem)
    {
        var (file, line, column) = problem.Location;
        return new ProblemView(file, line == 0 ? null : line, line == 0 ? null : column, problem.Severity, problem.Code, problem.Message, problem.Hint);
    }
}
