using StreamGuard.Contracts;
using StreamGuard.Plugins.Analyst.Prompts;

namespace StreamGuard.Plugins.Analyst.Asking;

/// <summary>A row that is asked about.</summary>
internal sealed class Inquiry(Batch alert, Prompt prompt)
{
    /// <summary>The row, alone in its batch, which is held.</summary>
    public Batch Alert => alert;

    /// <summary>What is asked.</summary>
    public Prompt Prompt => prompt;

    /// <summary>An inquiry, held by the caller, that <see cref="Write"/> wrote.</summary>
    public static Inquiry Read(StateReader state, Schema schema)
    {
        var alert = BatchState.Read(state, schema);
        StateReader.Check(alert.Rows == 1, "an inquiry is of more rows than one");
        return new Inquiry(alert, Prompt.Read(state));
    }

    public void Write(StateWriter state)
    {
        BatchState.Write(state, alert);
        prompt.Write(state);
    }
}
