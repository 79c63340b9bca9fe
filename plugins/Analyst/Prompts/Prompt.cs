using StreamGuard.Contracts;

namespace StreamGuard.Plugins.Analyst.Prompts;

/// <summary>What is asked, and what was taken out of it.</summary>
/// <param name="Text">As it leaves.</param>
/// <param name="Hidden">The values by the names that stand for them: [user-1].</param>
internal sealed record Prompt(string Text, IReadOnlyDictionary<string, string> Hidden)
{
    public static Prompt Read(StateReader state)
    {
        var text = state.ReadString();
        var hidden = new Dictionary<string, string>();
        for (var left = state.ReadCount(2 * sizeof(int)); left > 0; left--) hidden[state.ReadString()] = state.ReadString();
        return new Prompt(text, hidden);
    }

    public void Write(StateWriter state)
    {
        state.Write(Text);
        state.Write(Hidden.Count);
        foreach (var (name, value) in Hidden)
        {
            state.Write(name);
            state.Write(value);
        }
    }
}
