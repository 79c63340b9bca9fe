using System.CommandLine;
using StreamGuard.Contracts;
using StreamGuard.Core.Runtime;
using StreamGuard.Host.Output;
using StreamGuard.Host.Running;
using StreamGuard.Host.Service;

namespace StreamGuard.Host.Commands;

/// <summary>Runs a pipeline until its input ends or it is stopped.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var command = new DocumentedCommand(
            "run",
            "Runs a pipeline until its input ends or it is stopped. Progress and summary go to stderr.",
            "./streamguard run pipelines/hydraulic-sensors.yaml --profile sample",
            "./streamguard run pipelines/hydraulic-sensors.yaml --profile sample --set sources.readings.simulate.cycles=5",
            "HYDRAULIC_RECORDING=/data/rig ./streamguard run pipelines/hydraulic-sensors.yaml --profile recording",
            "./streamguard run pipelines/security-training.yaml --profile sample --watch");
        var file = new Argument<string>("file") { Description = "A pipeline file." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "No progress and no summary; failures are still told." };
        var json = new Option<bool>("--json") { Description = "Progress and summary as JSON, an object a line." };
        var watch = new Option<bool>("--watch") { Description = "Stays: goes on with the file when it changes, begins again when it fails, and runs at the times of its schedule. What happens is logged; 'serve' does the same for several, and over HTTP." };
        var arguments = new PipelineArguments();
        var restart = new RestartArguments();
        command.Add(file);
        arguments.AddTo(command);
        restart.AddTo(command);
        command.Add(quiet);
        command.Add(json);
        command.Add(watch);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(watch)) return;
            foreach (var of in restart.All.Append(quiet).Append(json).Where(option => result.GetResult(option) is { Implicit: false }))
                result.AddError($"{of.Name} is for one run, and --watch begins several: give one of them.");
        });
        command.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(watch)) return ServeCommand.RunAsync(HostService.Of(arguments.Request(parsed, parsed.GetRequiredValue(file)), arguments.Plugins(parsed)), parsed.InvocationConfiguration.Error);
            var display = new DisplayChoice(parsed.GetValue(quiet), parsed.GetValue(json));
            return RunAsync(arguments.Request(parsed, parsed.GetRequiredValue(file)), arguments.Plugins(parsed), restart.Options(parsed), display, parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static async Task<int> RunAsync(Core.Pipelines.LoadRequest request, string? plugins, RestartOptions restart, DisplayChoice choice, TextWriter errors)
    {
        _ = NativeHeap.Bound();
        var problems = new Problems();
        var planned = Planned.Of(request, plugins, problems);
        ProblemReport.Write(problems.All, ReportFormat.Text, errors);
        if (planned is null) return ExitCodes.Bad;

        HeadStart.GoOnWith(planned.Plan);
        var display = choice.Create(errors);
        using var signals = new StopSignals(display);
        var result = await UntilItEndsAsync(planned, restart, display, signals);
        display.End(result, () => RunSummary.Render(planned.Plan, result));
        if (result.Failure is { } failure) errors.WriteLine(failure);
        if (result.Refused is { } refused)
        {
            ProblemReport.Write([refused], ReportFormat.Text, errors);
            return ExitCodes.Bad;
        }

        return signals.ExitCode ?? (result.Failure is null ? ExitCodes.Done : ExitCodes.Failed);
    }

    /// <summary>Runs it, and again from its last checkpoint where that mends what has failed.</summary>
    private static async Task<RunResult> UntilItEndsAsync(Planned planned, RestartOptions restart, IRunDisplay display, StopSignals signals)
    {
        var restarts = new Restarts();
        var models = new ModelStatus(planned.Plan);
        while (true)
        {
            using var running = RunningPipeline.Start(planned.Plan, planned.Registry, new RunSettings
            {
                Restart = restart,
                Warn = problem => display.Say(problem.ToString()),
            });
            signals.Watch(running);
            using var reload = ReloadSignal.For(running, display);
            using var status = models.Follow(running);
            while (await Task.WhenAny(running.Completion, Task.Delay(display.Every)) != running.Completion) display.Show(running.Snapshot());

            var result = await running.Completion;
            models.Write(result.Final, hasEnded: true);
            if (signals.WasReceived || !restarts.Wants(result, running.KeepsCheckpoints)) return result;
            display.Say($"{result.Failure}");
            display.Say("going on from the last checkpoint");
            // Until something is committed there is no other beginning than the one that was asked for.
            if (result.Final.Checkpoints.Committed > 0) restart = restart with { Fresh = false, From = null };
        }
    }
}
