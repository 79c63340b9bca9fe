using System.CommandLine;
using StreamGuard.Core.Runtime;

namespace StreamGuard.Host.Commands;

/// <summary>What <c>run</c> is told to make of the checkpoints that are there.</summary>
internal sealed class RestartArguments
{
    private readonly Option<long?> _from = new("--from")
    {
        Description = "The checkpoint to go on from, in place of the newest; those after it are forgotten.",
        HelpName = "epoch",
    };

    private readonly Option<bool> _fresh = new("--fresh")
    {
        Description = "Begins anew, whatever checkpoints there are: they go when the new run has one. Epochs count on from them.",
    };

    private readonly Option<bool> _allowStateLoss = new("--allow-state-loss")
    {
        Description = "Goes on though the changed file has no place for some of the state that was saved.",
    };

    /// <summary>Each of them.</summary>
    public IEnumerable<Option> All => [_from, _fresh, _allowStateLoss];

    public void AddTo(Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetValue(_fresh) && result.GetValue(_from) is not null) result.AddError("--fresh begins anew, --from goes on: give one of them.");
        });
        command.Add(_from);
        command.Add(_fresh);
        command.Add(_allowStateLoss);
    }

    public RestartOptions Options(ParseResult parsed) => new()
    {
        From = parsed.GetValue(_from),
        Fresh = parsed.GetValue(_fresh),
        AllowStateLoss = parsed.GetValue(_allowStateLoss),
    };
}
